/** An audit record of `getpid` as it would be written now, of a thread with this name. */
export function record(comm: string, serial: number): string {
  const time = (Date.now() / 1000).toFixed(3);
  return (
    `type=SECCOMP msg=audit(${time}:${serial}): auid=1000 uid=1000 gid=1000 ses=3 pid=4242 ` +
    `comm="${comm}" exe="/usr/bin/my-vmm" sig=31 arch=c000003e syscall=39 compat=0 ` +
    'ip=0x7f52c0a93829 code=0x80000000\n'
  );
}
