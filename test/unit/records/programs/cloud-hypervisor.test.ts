import { testMessages } from './messages';

testMessages('cloud-hypervisor', 'program', [
  [
    'from 53 on',
    'Probable seccomp violation: si_syscall=47 si_arch=0xc000003e thread=vcpu0',
    ['1 47 x86_64 comm=vcpu0 pid=null'],
  ],
  [
    'an ELF machine as the architecture',
    'Probable seccomp violation: si_syscall=47 si_arch=0xb7 thread=_net1_qp0',
    ['1 47 aarch64 comm=_net1_qp0 pid=null'],
  ],
  [
    'a thread with blanks, and none',
    'Probable seccomp violation: si_syscall=5 si_arch=0x28 thread= a b \n' +
      'Probable seccomp violation: si_syscall=5 si_arch=0x40000028 thread=',
    ['1 5 null comm=a b pid=null', '2 5 arm comm=null pid=null'],
  ],
  ['before', '==== Possible seccomp violation ====\nTry strace', ['1 unnamed pid=null']],
  [
    'with a second line',
    '==== Possible seccomp violation ====\nSyscall number: 47 (arch: 0xc000003e, tid: 12, thread: vcpu0)\n',
    ['1 47 x86_64 comm=vcpu0 pid=12'],
  ],
  [
    'with a line of another thread between',
    '==== Possible seccomp violation ====\nok\nSyscall number: 47 (arch: 0xc000003e, tid: 12, thread: a (b))\n',
    ['1 47 x86_64 comm=a (b) pid=12'],
  ],
  [
    'twice, once with its number',
    '==== Possible seccomp violation ====\n'.repeat(2) +
      'Syscall number: 1 (arch: 0xc000003e, tid: 2, thread: t)\n',
    ['1 unnamed pid=null', '2 1 x86_64 comm=t pid=2'],
  ],
  ['its source', '"Syscall number: {} (arch: {:#x}, tid: {}, thread: {})"', []],
]);
