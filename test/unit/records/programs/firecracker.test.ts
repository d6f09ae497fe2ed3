import { testMessages } from './messages';

testMessages('Firecracker and its kin', 'program', [
  [
    'a call',
    '[anonymous-instance:ERROR:src/vmm/src/signal_handler.rs:37] Shutting down VM after intercepting a bad syscall (202).',
    ['1 202 null comm=null pid=null'],
  ],
  [
    'the signal and its call',
    'Shutting down VM after intercepting signal 31, code 1.\nShutting down VM after intercepting a bad syscall (39).',
    ['1 39 null comm=null pid=null'],
  ],
  [
    'the signal alone',
    'Shutting down VM after intercepting signal 31, code 1.',
    ['1 unnamed pid=null'],
  ],
  ['another signal', 'Shutting down VM after intercepting signal 11, code 1.', []],
  ['its source', 'error!("Shutting down VM after intercepting a bad syscall ({}).", syscall);', []],
  ['its metrics', '{"seccomp":{"num_faults":5,"bad_syscalls":[0,0,159]}}', []],
]);
