import { testMessages } from './messages';

testMessages('minijail', 'program', [
  ['a name', 'libminijail[7]: blocked syscall: ioctl', ['1 ioctl null comm=null pid=7']],
  ['a number', 'minijail: blocked syscall: 600', ['1 600 null comm=null pid=null']],
  ['a call that is let through', 'libminijail[7]: allowing syscall: ioctl', []],
]);
