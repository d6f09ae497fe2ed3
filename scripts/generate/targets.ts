/** The architectures' columns in the syscall table, and the Rust targets that each stands for. */

/** One column: a syscall table of the kernel. */
export interface Column {
  /** An `Arch`, or `x32`, which shares x86_64's audit architecture. */
  readonly name: string;
  /** Its folder in linux-raw-sys. */
  readonly rawSys: string;
  /** Its folder in nc, `src/platform/linux-*`. */
  readonly nc: string;
  /** The gnu and musl targets that rustc builds for it. */
  readonly targets: readonly string[];
}

const both = (arch: string, abi = ''): string[] =>
  ['gnu', 'musl'].map((env) => `${arch}-unknown-linux-${env}${abi}`);

export const COLUMNS: readonly Column[] = [
  { name: 'x86_64', rawSys: 'x86_64', nc: 'x86_64', targets: both('x86_64') },
  { name: 'x32', rawSys: 'x32', nc: 'x86_64', targets: ['x86_64-unknown-linux-gnux32'] },
  { name: 'i386', rawSys: 'x86', nc: 'x86', targets: both('i686') },
  { name: 'aarch64', rawSys: 'aarch64', nc: 'aarch64', targets: both('aarch64') },
  { name: 'arm', rawSys: 'arm', nc: 'arm', targets: both('armv7', 'eabihf') },
  { name: 'riscv64', rawSys: 'riscv64', nc: 'riscv64', targets: both('riscv64gc') },
  { name: 's390x', rawSys: 's390x', nc: 's390x', targets: both('s390x') },
  { name: 'ppc64le', rawSys: 'powerpc64', nc: 'ppc64', targets: both('powerpc64le') },
  { name: 'loongarch64', rawSys: 'loongarch64', nc: 'loongarch64', targets: both('loongarch64') },
];
