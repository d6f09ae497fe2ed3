import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture } from '../plan/cases';
import { withCrlf } from '../plan/support';
import { entryWords, listWords, read } from './support';

const SECCOMPILER = (filter: string): string =>
  `{"t": {"mismatch_action": "trap", "match_action": "allow", "filter": ${filter}}}`;
const OCI = (syscalls: string): string =>
  `{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": ${syscalls}}`;

/** What each fixture says: its lists, and their entries. */
const CASES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'threads.json': {
    'vmm [allow trap] for vmm': [
      'accept4',
      'close',
      'epoll_pwait',
      'fcntl if 1 dword eq 2=2 & 2 dword eq 1=1',
      'ioctl if 1 dword eq 44545=44545 | 1 dword eq 44672=44672',
      'madvise if 2 dword masked_eq(12) 4=4',
      'write',
    ],
    'vcpu [allow trap] for vcpu': ['exit', 'ioctl if 1 dword eq 44672=44672', 'rt_sigreturn'],
  },
  'one-line.json': {
    'worker [allow errno] for worker': [
      'read',
      'write if 0 dword le 2=2',
      'exit_group',
      'rt_sigreturn',
      'brk',
    ],
    'no-new-programs [deny allow] for no-new-programs': ['execve', 'execveat'],
  },
  'profile.json': {
    'syscalls [allow errno]': [
      ...['accept', 'accept4', 'brk', 'close', 'exit', 'exit_group', 'futex', 'openat'],
      ...['read', 'write'],
      'socket if 0 qword ne 40=40',
      'personality if 0 qword eq 8=8',
      'ioctl if 1 qword eq 21505=21505',
      'arch_prctl @any(target_arch = "x86_64", target_arch = "x32")',
      'bpf @cap = "CAP_SYS_ADMIN"',
      'clone if 0 qword masked_eq(2114060288) 0=0 @not(any(target_arch = "s390", target_arch = "s390x", cap = "CAP_SYS_ADMIN"))',
      'clone @cap = "CAP_SYS_ADMIN"',
      'mount @cap = "CAP_SYS_ADMIN"',
    ],
    'syscalls (errno 38) [deny errno]': ['clone3 @not(cap = "CAP_SYS_ADMIN")'],
  },
  'container.json': {
    'syscalls [allow kill-process]': ['read', 'write', 'close', 'ioctl if 1 qword eq 21505=21505'],
  },
};

for (const [file, lists] of Object.entries(CASES)) {
  const variants: readonly (readonly [string, (text: string) => string])[] = [
    ['as it is', (text) => text],
    ['with CRLF', withCrlf],
    ['with a byte order mark', (text) => `\uFEFF${text}`],
    ['with a comment in front', (text) => `// The policy.\n/* of {all} */\n${text}`],
  ];
  for (const [how, change] of variants) {
    test(`${file} ${how} is read whole`, async () => {
      const policy = await read(change(fixture(file)));
      const seen = policy.lists.map((list) => [listWords(list), list.entries.map(entryWords)]);
      assert.deepEqual(Object.fromEntries(seen), lists);
      assert.deepEqual(policy.problems, []);
    });
  }
}

test('comments and the names of requests are kept', async () => {
  const [vmm] = (await read(fixture('threads.json'))).lists;
  const entry = (call: string) => vmm?.entries.find(({ syscall }) => syscall === call);
  assert.equal(entry('accept4')?.comment, 'Called to accept vsock connections');
  const names = entry('ioctl')?.rules?.map(({ conditions }) => conditions.map(({ name }) => name));
  assert.deepEqual(names, [['KVM_CREATE_VM'], ['KVM_RUN']]);
  // A comment that no table bears out names nothing.
  assert.equal(entry('madvise')?.rules?.[0]?.conditions[0]?.name, null);
});

/** Short texts: the entries of the first list, and what is said about them. */
const SNIPPETS: readonly (readonly [string, string, readonly string[], RegExp?])[] = [
  [
    'objects of one call add up; one without args adds nothing in seccompiler',
    SECCOMPILER(
      '[{"syscall": "dup"}, {"syscall": "dup", "args": [{"index": 0, "type": "qword", "op": "ge", "val": 18446744073709551615}]}]',
    ),
    ['dup if 0 qword ge 18446744073709551615=18446744073709551615'],
    /^"dup" stands here without args: beside the one with args at line 1/,
  ],
  [
    'in a profile one without args is in force',
    OCI(
      '[{"name": "dup", "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]}, {"names": ["dup"], "action": "SCMP_ACT_ALLOW", "args": null}]',
    ),
    ['dup'],
  ],
  [
    'a rule can end with a version of the kernel as well as begin',
    OCI(
      '[{"names": ["dup"], "action": "SCMP_ACT_ALLOW", "excludes": {"minKernel": "4.8"}}, {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8\\""}}]',
    ),
    ['dup @not(min_kernel = "4.8")', 'ptrace @min_kernel = "4.8"'],
  ],
  [
    'conditions that are no array',
    OCI('[{"names": ["dup"], "action": "SCMP_ACT_ALLOW", "args": {"index": 0}}]'),
    [],
    /^The "args" of a rule must be an array: \{"index": 0\}$/,
  ],
  [
    'two conditions of one argument are two rules',
    OCI(
      '[{"names": ["dup"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 2, "op": "SCMP_CMP_EQ"}]}]',
    ),
    ['dup if 0 qword eq 1=1 | 0 qword eq 2=2'],
  ],
  [
    'numbers are exact beyond what a float holds',
    OCI(
      '[{"names": ["dup"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 9007199254740993, "valueTwo": 0, "op": "SCMP_CMP_NE"}]}]',
    ),
    ['dup if 0 qword ne 9007199254740993=9007199254740993'],
  ],
  [
    'an entry without a name',
    SECCOMPILER('[{"syscall": 5}, {"syscall": "dup"}]'),
    ['dup'],
    /no entry/,
  ],
  [
    'empty args',
    SECCOMPILER('[{"syscall": "dup", "args": []}]'),
    ['dup if? ? ? ? []=?'],
    /at least one condition/,
  ],
  [
    'a negative value',
    SECCOMPILER(
      '[{"syscall": "dup", "args": [{"index": 0, "type": "dword", "op": "eq", "val": -1}]}]',
    ),
    [/^dup if\? \? \? \?/.source],
    /condition is not understood/,
  ],
  ['a filter that is no array', SECCOMPILER('{"syscall": "dup"}'), [], /must be an array/],
  [
    'an action that nobody knows',
    OCI('[{"names": ["dup"], "action": "ALLOW"}]'),
    [],
    /no rule with/,
  ],
  [
    'a name that is no text',
    OCI('[{"names": ["dup", 3], "action": "SCMP_ACT_ALLOW"}]'),
    ['dup'],
    /no name/,
  ],
  ['JSON about something else', '{"compilerOptions": {"strict": true}}', [], /neither a filter/],
  ['an empty object', '{}', [], /neither a filter/],
  [
    'a missing comma',
    SECCOMPILER('[{"syscall": "dup"} {"syscall": "brk"}]'),
    ['dup', 'brk'],
    /^Line 1 is not JSON/,
  ],
  ['a last comma', SECCOMPILER('[{"syscall": "dup"},]'), ['dup'], /^Line 1 is not JSON/],
  [
    'a bracket that is never closed',
    '{"t": {"default_action": "trap", "filter_action": "allow", "filter": [',
    [],
    /^Line 1 is not JSON/,
  ],
  [
    'a key twice',
    SECCOMPILER('[{"syscall": "dup", "syscall": "brk"}]'),
    ['brk'],
    /"syscall" stands twice/,
  ],
  ['nesting that would end the process', `{"a": ${'['.repeat(200_000)}`, [], /nest too deeply/],
];

for (const [name, text, entries, says] of SNIPPETS) {
  test(name, async () => {
    const policy = await read(text);
    const seen = policy.lists[0]?.entries.map(entryWords) ?? [];
    assert.equal(seen.length, entries.length, seen.join());
    for (const [at, expected] of entries.entries()) {
      if (expected.startsWith('^')) assert.match(seen[at] ?? '', new RegExp(expected));
      else assert.equal(seen[at], expected);
    }
    const told = policy.problems.map(({ message }) => message);
    if (says) assert.match(told.join('\n'), says);
    else assert.deepEqual(told, []);
  });
}

test('keys that every object has are threads like others', async () => {
  const filter =
    '{"default_action": "trap", "filter_action": "allow", "filter": [{"syscall": "constructor"}]}';
  const { lists } = await read(`{"__proto__": ${filter}, "toString": ${filter}}`);
  assert.deepEqual(
    lists.map(({ name, entries }) => [name, entries.map(({ syscall }) => syscall)]),
    [
      ['__proto__', ['constructor']],
      ['toString', ['constructor']],
    ],
  );
});
