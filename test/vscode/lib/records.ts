/** What a made record says; the rest is the same in all of them. */
export interface RecordValues {
  readonly syscall: number;
  readonly serial?: number;
  /** Milliseconds since the epoch. */
  readonly time?: number;
  readonly arch?: string;
  readonly code?: string;
  readonly sig?: number;
  /** As printed: quoted, or hex. */
  readonly comm?: string;
  readonly exe?: string;
}

/** An audit record as the kernel's printk writes it (kernel/auditsc.c, audit_seccomp). */
export function auditRecord(values: RecordValues): string {
  const { syscall, serial = 7, time = 1_760_000_000_125 } = values;
  const { arch = 'c000003e', code = '0x80000000', sig = 31 } = values;
  const { comm = '"guest"', exe = '"/opt/first-trap"' } = values;
  return (
    `[  101.250000] audit: type=1326 audit(${(time / 1000).toFixed(3)}:${serial}): auid=1000 uid=1000 gid=1000 ` +
    `ses=3 pid=4242 comm=${comm} exe=${exe} sig=${sig} arch=${arch} syscall=${syscall} compat=0 ` +
    `ip=0x7f0000001000 code=${code}\n`
  );
}

/** Text as the kernel writes untrusted strings that it does not quote. */
export function hexOf(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase();
}

/** What Hyperlight's handler prints for a refused ioctl, as a person pastes it: without the NULs. */
export function hyperlightIoctl(request: number): string {
  return (
    '[ERROR][HYPERLIGHT] Handling disallowed syscall\n' +
    '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n' +
    `[ERROR][HYPERLIGHT] IOCTL Param: ${request}\n`
  );
}
