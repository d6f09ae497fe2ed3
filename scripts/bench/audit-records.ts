import type { Random } from './random';

/** What the records of a busy host's filter vary in. */
const THREADS = ['vcpu0', 'vcpu1', 'vcpu2', 'vcpu3', 'fc_api', 'fc_vmm', 'worker', 'tokio-rt'];
const PROGRAMS = ['/usr/bin/firecracker', '/usr/local/bin/cloud-hypervisor', '/opt/vm/my-vmm'];
const CALLS = [0, 1, 9, 10, 16, 39, 41, 56, 202, 228, 257, 262, 318, 435];
const CODES = ['0x7ffc0000', '0x7ffc0000', '0x7ffc0000', '0x80000000'];

/** Where in libc's code the calls are made: three places, at an address that differs by process. */
const PLACES = ['829', 'a3f', 'c10'];

/** The time of the first record, in ms since the epoch. */
const BEGIN = 1_795_507_687_000;

/**
 * The `nth` record in auditd's ENRICHED form, with 0x1D before auditd's own words, as it stands in
 * /var/log/audit/audit.log. There are some hundreds of distinct traps.
 */
export function auditdRecord(random: Random, nth: number): string {
  const time = BEGIN + nth * 3;
  const stamp = `${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}`;
  const code = random.pick(CODES);
  const pid = 13459 + random.below(400);
  return (
    `type=SECCOMP msg=audit(${stamp}:${40378 + nth}): auid=1000 uid=1000 gid=1000 ses=3 ` +
    `subj=unconfined pid=${pid} comm="${random.pick(THREADS)}" ` +
    `exe="${random.pick(PROGRAMS)}" sig=${code === '0x80000000' ? 31 : 0} arch=c000003e ` +
    `syscall=${random.pick(CALLS)} compat=0 ip=${addressIn(random, pid)} code=${code}` +
    '\u001dAUID="vm" UID="vm" GID="vm" ARCH=x86_64 SYSCALL=ioctl\n'
  );
}

/** The `nth` record in auditd's form, of one of so many traps: each of another thread. */
export function distinctRecord(random: Random, nth: number, traps: number): string {
  const time = BEGIN + nth;
  const which = nth % traps;
  const call = CALLS[which % CALLS.length] ?? 0;
  return (
    `type=SECCOMP msg=audit(${Math.floor(time / 1000)}.${String(time % 1000).padStart(3, '0')}:` +
    `${40378 + nth}): auid=1000 uid=1000 gid=1000 ses=3 subj=unconfined pid=${13459 + which} ` +
    `comm="worker-${Math.floor(which / CALLS.length)}" exe="/usr/bin/firecracker" sig=31 ` +
    `arch=c000003e syscall=${call} compat=0 ip=${addressIn(random, which)} code=0x80000000\n`
  );
}

/** The `nth` record as the kernel prints it where no auditd runs, behind syslog's own words. */
export function kernelRecord(random: Random, nth: number, syslog: string): string {
  const time = BEGIN + nth * 1000;
  const pid = 13459 + random.below(400);
  return (
    `${syslog}kernel: [ ${10_000 + nth}.${random.below(900000) + 100000}] audit: type=1326 ` +
    `audit(${Math.floor(time / 1000)}.000:${nth}): auid=4294967295 uid=0 gid=0 ses=4294967295 ` +
    `pid=${pid} comm="${random.pick(THREADS)}" exe="${random.pick(PROGRAMS)}" ` +
    `sig=31 arch=c000003e syscall=${random.pick(CALLS)} compat=0 ip=${addressIn(random, pid)} ` +
    'code=0x80000000\n'
  );
}

function addressIn(random: Random, pid: number): string {
  const base = (Math.imul(pid, 0x9e3779b1) >>> 4).toString(16).padStart(7, '0');
  return `0x7f${base}${random.pick(PLACES)}`;
}
