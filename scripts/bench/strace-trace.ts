import type { Random } from './random';

/** Requests as `strace -y` prints them, with what follows; the first ones are the frequent ones. */
const REQUESTS = [
  ['4<anon_inode:kvm-vcpu:0>', 'KVM_RUN', '0'],
  ['4<anon_inode:kvm-vcpu:0>', 'KVM_RUN', '0'],
  ['4<anon_inode:kvm-vcpu:0>', 'KVM_GET_REGS', '0x7ffd1a2b3c40'],
  ['4<anon_inode:kvm-vcpu:0>', 'KVM_SET_REGS', '{rax=0, rbx=0, rip=0xfff0}'],
  ['4<anon_inode:kvm-vcpu:0>', 'KVM_SET_SREGS', '{cs={base=0, limit=4095}}'],
  ['5<anon_inode:kvm-vm>', 'KVM_IRQ_LINE', '0x7ffd1a2b3c40'],
  ['5<anon_inode:kvm-vm>', 'KVM_SET_USER_MEMORY_REGION', '{slot=0, flags=0}'],
  ['3</dev/kvm>', 'KVM_CHECK_EXTENSION', 'KVM_CAP_USER_MEMORY'],
  ['6</dev/mshv>', '_IOC(_IOC_READ|_IOC_WRITE, 0xb8, 0x5, 0x100)', '0x7ffd1a2b3c40'],
  ['6</dev/mshv>', '_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20)', '0x7ffd1a2b3c40'],
  ['0</dev/pts/3>', 'TCGETS', '{c_iflag=ICRNL}'],
  ['9<socket:[1234]>', 'FIONBIO', '[1]'],
] as const;

/** One line in so many is cut in two by another thread's. */
const UNFINISHED = 40;

/** Pieces of the output of `strace -f -y` with `calls` ioctl calls of four threads of a program. */
export function* straceTrace(random: Random, calls: number): Generator<string> {
  yield '4100 seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=60, filter=0x5581}) = 0\n';
  let piece = '';
  /** The rest of the call that a thread is in. */
  const open = new Map<number, string>();
  for (let made = 0; made < calls;) {
    const thread = 4100 + random.below(4);
    const rest = open.get(thread);
    if (rest !== undefined) {
      open.delete(thread);
      piece += `${thread} <... ioctl resumed>${rest}`;
      continue;
    }
    made++;
    const [fd, request, argument] = random.pick(REQUESTS);
    if (random.below(UNFINISHED) === 0) {
      piece += `${thread} ioctl(${fd}, ${request} <unfinished ...>\n`;
      open.set(thread, `, ${argument}) = 0\n`);
    } else piece += `${thread} ioctl(${fd}, ${request}, ${argument}) = 0\n`;
    if (piece.length > 1 << 20) {
      yield piece;
      piece = '';
    }
  }
  for (const [thread, rest] of open) piece += `${thread} <... ioctl resumed>${rest}`;
  yield piece;
}
