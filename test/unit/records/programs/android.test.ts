import { testMessages } from './messages';

testMessages("Android's tombstones", 'program', [
  [
    'the signal and its cause',
    'signal 31 (SIGSYS), code 1 (SYS_SECCOMP), fault addr --------\nCause: seccomp prevented call to disallowed arm64 system call 600\n',
    ['1 600 aarch64 comm=null pid=null'],
  ],
  [
    'x86',
    'seccomp prevented call to disallowed x86 system call 20',
    ['1 20 i386 comm=null pid=null'],
  ],
  [
    'mips',
    'seccomp prevented call to disallowed mips system call 20',
    ['1 20 null comm=null pid=null'],
  ],
  [
    'the signal alone',
    'signal 31 (SIGSYS), code 1 (SYS_SECCOMP), fault addr 0x0',
    ['1 unnamed pid=null'],
  ],
]);
