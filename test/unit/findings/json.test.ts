import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture } from '../plan/cases';
import { findingsIn, fixedBy, words } from './support';

const thread = (filter: string, mismatch = '"trap"'): string => `{
  "t": {
    "mismatch_action": ${mismatch},
    "match_action": "allow",
    "filter": [
${filter}
    ]
  }
}
`;
const TCGETS = '{ "index": 1, "type": "dword", "op": "eq", "val": 21505 }';
const profile = (value: number): string =>
  `{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["ioctl"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 1, "value": ${value}, "op": "SCMP_CMP_EQ"}]}]}`;

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['a filter that only logs', thread('{ "syscall": "brk" }', '"log"'), ['3 lax-mismatch']],
  ['a filter of one answer', thread('{ "syscall": "brk" }', '"allow"'), ['4 identical-actions!']],
  [
    'a call that is not there',
    thread('{ "syscall": "breek" },\n{ "syscall": "cacheflush" }'),
    ['7 no-such-call'],
  ],
  [
    'the same rule twice',
    thread(
      `      { "syscall": "ioctl", "args": [${TCGETS}] },\n      { "syscall": "ioctl", "args": [${TCGETS}] }`,
    ),
    ['7 dead-rule?'],
  ],
  [
    'a request in 64 bits',
    thread(`{ "syscall": "ioctl", "args": [${TCGETS.replace('dword', 'qword')}] }`),
    ['6 ioctl-length'],
  ],
  ['what a profile compares in 64 bits, as it must', profile(0x5401), []],
  ['the same where the sign makes a difference', profile(0x8090ae81), ['1 ioctl-length']],
  ['the fixtures: threads', fixture('threads.json'), []],
  ['the fixtures: a profile', fixture('profile.json'), []],
];

for (const [name, text, expected] of CASES) {
  test(name, async () => {
    assert.deepEqual((await findingsIn(text)).map(words), expected);
  });
}

test('a rule goes with its comma, and the file stays JSON', async () => {
  const text = CASES.find(([name]) => name === 'the same rule twice')?.[1] ?? '';
  const after = fixedBy(text, await findingsIn(text), 'dead-rule');
  assert.equal(after, thread(`      { "syscall": "ioctl", "args": [${TCGETS}] }`));
});
