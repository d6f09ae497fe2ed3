import { testMessages } from './messages';

testMessages('nsjail', 'program', [
  [
    'two lines of one death',
    '[W] x():258 pid=7743 committed a syscall/seccomp violation and exited with SIGSYS\n' +
      '[W] x():288 pid=7743, SiSyscall: 31, SiCode: 2, SiErrno: 0, SiSigno: 17, SP: 0, PC: 0\n',
    ['1 unnamed pid=7743'],
  ],
]);
