import { want, type EditCase } from './cases';

/** Entries and rules that functions of the file make: an edit calls the same function in the same form. */
export const MADE_EDITS: readonly EditCase[] = [
  {
    file: 'helpers.rs',
    want: want('getpid'),
    options: { list: 'vcpu_rules' },
    diff: ['+        any(libc::SYS_getpid),'],
  },
  {
    file: 'helpers.rs',
    want: want('ioctl', 0x4090ae82),
    options: { list: 'vcpu_rules' },
    diff: [
      '+const KVM_SET_REGS: u64 = 0x4090_ae82;',
      '-            vec![request(KVM_RUN)?, request(KVM_GET_REGS)?],',
      '+            vec![',
      '+                request(KVM_RUN)?,',
      '+                request(KVM_GET_REGS)?,',
      '+                request(KVM_SET_REGS)?,',
      '+            ],',
    ],
  },
  {
    file: 'helpers.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'api_rules' },
    diff: [
      '-    let mut rules = vec![any(libc::SYS_accept4), any(libc::SYS_read)];',
      '+    let mut rules = vec![',
      '+        any(libc::SYS_accept4),',
      '+        one_of(libc::SYS_ioctl, 1, &[0x5413])?,',
      '+        any(libc::SYS_read),',
      '+    ];',
    ],
  },
  {
    file: 'helpers.rs',
    want: want('bind'),
    options: { list: 'api_rules' },
    diff: [
      '-    let mut rules = vec![any(libc::SYS_accept4), any(libc::SYS_read)];',
      '+    let mut rules = vec![',
      '+        any(libc::SYS_accept4),',
      '+        any(libc::SYS_bind),',
      '+        any(libc::SYS_read),',
      '+    ];',
    ],
  },
  {
    file: 'chains.rs',
    want: want('getpid'),
    options: { list: 'policy' },
    diff: ['+        .allow(libc::SYS_getpid)'],
  },
  {
    file: 'chains.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'policy' },
    diff: [
      '-        .allow_when(libc::SYS_ioctl, 1, &[libc::TCGETS as u64])',
      '+        .allow_when(',
      '+            libc::SYS_ioctl,',
      '+            1,',
      '+            &[libc::TCGETS as u64, libc::TIOCGWINSZ as u64],',
      '+        )',
    ],
  },
  {
    file: 'chains.rs',
    want: want('write'),
    options: { list: 'short' },
    diff: [
      '-    Policy::default().allow(libc::SYS_read)',
      '+    Policy::default()',
      '+        .allow(libc::SYS_read)',
      '+        .allow(libc::SYS_write)',
    ],
  },
  {
    file: 'adders.rs',
    want: want('getpid'),
    diff: ['+    table.any(libc::SYS_getpid);'],
  },
  {
    file: 'adders.rs',
    want: want('ioctl', 0x5413),
    diff: ['+    table.request(libc::TIOCGWINSZ as u64)?;'],
  },
  {
    file: 'rows.rs',
    want: want('getpid'),
    options: { list: 'CALLS' },
    diff: ['+    (libc::SYS_getpid, &[]),'],
  },
  {
    file: 'rows.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'CALLS' },
    diff: ['-    (libc::SYS_ioctl, &[0x5401]),', '+    (libc::SYS_ioctl, &[0x5401, 0x5413]),'],
  },
  {
    // The number of an entry is another call on another architecture,
    file: 'rows.rs',
    want: want('getpid'),
    options: { list: 'NUMBERS' },
    diff: ['-const NUMBERS: [i64; 3] = [', '+const NUMBERS: [i64; 4] = [', '+    39,  // getpid'],
    warns: [
      /^39 is getpid on x86_64, and umount2 on aarch64, where getpid is 172\. A build for aarch64 must leave this entry out\.$/,
    ],
  },
  {
    // or none,
    file: 'rows.rs',
    want: want('openat'),
    options: { list: 'NUMBERS' },
    diff: ['-const NUMBERS: [i64; 3] = [', '+const NUMBERS: [i64; 4] = [', '+    257, // openat'],
    warns: [/^257 is openat on x86_64, and no call on aarch64, where openat is 56\. A build/],
  },
  {
    // and the call may be missing there.
    file: 'rows.rs',
    want: want('poll'),
    options: { list: 'NUMBERS' },
    diff: ['-const NUMBERS: [i64; 3] = [', '+const NUMBERS: [i64; 4] = [', '+    7,   // poll'],
    warns: [/^7 is poll on x86_64; aarch64 has no such call, and 7 is fsetxattr there\. A build/],
  },
  {
    file: 'rows.rs',
    want: want('uretprobe'),
    options: { list: 'NUMBERS' },
    diff: [
      '-const NUMBERS: [i64; 3] = [',
      '+const NUMBERS: [i64; 4] = [',
      '+    335, // uretprobe',
    ],
    warns: [
      /^libc has no SYS_uretprobe on any x86_64 target: its number there is written\.$/,
      /^aarch64 has no call uretprobe\. A build for aarch64 must leave this entry out\.$/,
    ],
  },
];
