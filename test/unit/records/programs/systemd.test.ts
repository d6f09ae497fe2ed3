import { testMessages } from './messages';

testMessages('systemd', 'program', [
  [
    'a service',
    'systemd[1]: vmm.service: Main process exited, code=killed, status=31/SYS',
    ['1 unnamed pid=null'],
  ],
  [
    'a service with a core',
    'vmm.service: Main process exited, code=dumped, status=31/SYS',
    ['1 unnamed pid=null'],
  ],
  [
    'systemd-coredump',
    'Process 77 (my (vmm)) of user 0 terminated abnormally with signal 31/SYS, processing...',
    ['1 unnamed pid=77'],
  ],
  ['another signal', 'vmm.service: Main process exited, code=killed, status=11/SEGV', []],
]);
