/** The architectures that have tables, by the names that Rust's `target_arch` nearly uses. */
export const ARCHES = [
  'x86_64',
  'i386',
  'aarch64',
  'arm',
  'riscv64',
  's390x',
  'ppc64le',
  'loongarch64',
] as const;
export type Arch = (typeof ARCHES)[number];

/** Those that most programs with a filter are built for, whether a source names them or not. */
export const USUAL_ARCHES: readonly Arch[] = ['x86_64', 'aarch64'];

/** What a filter answers, `SECCOMP_RET_*` (linux/seccomp.h), in the spelling of `action --set`. */
export type ActionName =
  'kill-process' | 'kill-thread' | 'trap' | 'errno' | 'user-notif' | 'trace' | 'log' | 'allow';

/** One system call on one architecture. */
export interface Syscall {
  readonly arch: Arch;
  /** Without prefix: `write`. */
  readonly name: string;
  /** In its table; x32's bit taken off. */
  readonly number: number;
  readonly abi: 'x32' | null;
  /** The argument names in order; null where no source gives them. */
  readonly args: readonly string[] | null;
  /** Rust target triples on which `libc::SYS_<name>` exists. */
  readonly rustTargets: readonly string[];
}

/** One named ioctl request on one architecture. */
export interface IoctlRequest {
  readonly arch: Arch;
  readonly name: string;
  /** Unsigned 32-bit. */
  readonly value: number;
  /**
   * The crate, or Debian's package of kernel headers, that gave it, with its version; says which of
   * MSHV's two ABIs.
   */
  readonly source: string;
}

/** The four fields of an `_IOC()` request (asm-generic/ioctl.h). */
export interface IocFields {
  readonly dir: 'none' | 'read' | 'write' | 'read|write';
  /** Bytes, 0–16383. */
  readonly size: number;
  readonly type: number;
  readonly nr: number;
}
