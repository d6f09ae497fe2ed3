import { testMessages } from './messages';

testMessages('StratoVirt', 'program', [
  ['a call', '[ERROR] Received a bad system call, number: 39 \n', ['1 39 null comm=null pid=null']],
  ['its source', 'println!("Received a bad system call, number: {}", nr)', []],
]);
