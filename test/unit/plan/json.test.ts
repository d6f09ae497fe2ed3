import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAction } from '../../../src/core/plan/action';
import type { PlanOptions } from '../../../src/core/plan/options';
import { wantTitle } from '../../../src/core/plan/title';
import { fixture, want } from './cases';
import { fixed, plan, policyOf, withCrlf } from './support';

interface EditCase {
  readonly file: string;
  readonly want: ReturnType<typeof want>;
  readonly options?: PlanOptions;
  /** What is put in, all of it. */
  readonly adds: string;
  /** The line in front of it. */
  readonly behind: string;
  readonly warns?: readonly RegExp[];
}

const RULE = `            {
                "syscall": "ioctl",
                "args": [
                    {
                        "index": 1,
                        "type": "dword",
                        "op": "eq",
                        "val": VALUE,
                        "comment": "NAME"
                    }
                ]
            }`;
const rule = (value: number, name: string): string =>
  RULE.replace('VALUE', String(value)).replace('NAME', name);

const PROFILE_RULE = `\t\t{
\t\t\t"names": ["ioctl"],
\t\t\t"action": "SCMP_ACT_ALLOW",
\t\t\t"args": [
\t\t\t\t{
\t\t\t\t\t"index": 1,
\t\t\t\t\t"value": 44672,
\t\t\t\t\t"op": "SCMP_CMP_EQ"
\t\t\t\t}
\t\t\t]
\t\t}`;

const EDITS: readonly EditCase[] = [
  {
    file: 'threads.json',
    want: want('getpid'),
    options: { list: 'vmm' },
    behind: '            },',
    adds: '\n            {\n                "syscall": "getpid"\n            },',
  },
  {
    file: 'threads.json',
    want: { ...want('getpid'), comm: 'fc_vcpu 0' },
    behind: '            },',
    adds: '\n            {\n                "syscall": "getpid"\n            },',
  },
  {
    file: 'threads.json',
    want: want('ioctl', 0x4090ae82),
    options: { list: 'vcpu' },
    behind: '            },',
    adds: `\n${rule(0x4090ae82, 'KVM_SET_REGS')},`,
  },
  {
    file: 'threads.json',
    want: want('ioctl', 0xae41),
    options: { list: 'vmm' },
    behind: '            },',
    adds: `\n${rule(0xae41, 'KVM_CREATE_VCPU')},`,
  },
  {
    file: 'threads.json',
    want: want('writev'),
    options: { list: 'vmm' },
    behind: '                "syscall": "write"',
    adds: ',\n            {\n                "syscall": "writev"\n            }',
  },
  {
    file: 'one-line.json',
    want: want('getpid'),
    behind: '      { "syscall": "brk" }',
    adds: ',\n      { "syscall": "getpid" }',
  },
  {
    file: 'one-line.json',
    want: want('ioctl', 0x5401),
    behind: '      { "syscall": "brk" }',
    adds: ',\n      { "syscall": "ioctl", "args": [{ "index": 1, "type": "dword", "op": "eq", "val": 21505 }] }',
  },
  {
    file: 'profile.json',
    want: want('getpid'),
    behind: '\t\t\t\t"futex",',
    adds: '\n\t\t\t\t"getpid",',
  },
  {
    file: 'profile.json',
    want: want('ioctl', 0xae80),
    behind: '\t\t},',
    adds: `\n${PROFILE_RULE},`,
  },
  {
    // Negative as an int: musl passes it sign-extended, and libseccomp compares 64 bits.
    file: 'profile.json',
    want: want('ioctl', 0x8090ae81),
    behind: '\t\t},',
    adds: `\n${PROFILE_RULE.replace('44672', '4294967295,\n\t\t\t\t\t"valueTwo": 2156965505').replace('_EQ', '_MASKED_EQ')},`,
  },
  {
    file: 'profile.json',
    want: want('mount'),
    behind: '\t\t\t\t"futex",',
    adds: '\n\t\t\t\t"mount",',
    warns: [/^Line 67 allows mount to containers where cap = "CAP_SYS_ADMIN"/],
  },
  {
    file: 'profile.json',
    want: want('personality'),
    options: { widen: true },
    behind: '\t\t\t\t"openat",',
    adds: '\n\t\t\t\t"personality",',
    warns: [/whatever its arguments are/, /^What line 38 says about it is without effect then/],
  },
  {
    file: 'container.json',
    want: want('getpid'),
    behind: '        { "names": ["read", "write", "close"',
    adds: ', "getpid"',
  },
  {
    file: 'container.json',
    want: want('ioctl', 0x5402),
    behind: '        }',
    adds: `,
        {
          "names": ["ioctl"],
          "action": "SCMP_ACT_ALLOW",
          "args": [{ "index": 1, "value": 21506, "valueTwo": 0, "op": "SCMP_CMP_EQ" }]
        }`,
  },
];

for (const { file, want: wanted, options, adds, behind, warns = [] } of EDITS) {
  const name = `${file}: ${wantTitle(wanted)} ${options ? JSON.stringify(options) : ''}`;

  test(`${name} is the edit that a maintainer types`, async () => {
    const text = fixture(file);
    const { remedy, after } = await fixed(text, wanted, options);
    assert.equal(remedy.edits.map(({ newText }) => newText).join('…'), adds);
    const [first] = remedy.edits;
    assert.ok(first && first.start === first.end, 'something is replaced');
    const lines = after.slice(0, first.start).split('\n');
    assert.ok(lines.slice(-2).includes(behind), lines.slice(-2).join('\n'));
    assert.equal(remedy.warnings.length, warns.length, remedy.warnings.join('\n'));
    for (const [at, pattern] of warns.entries()) assert.match(remedy.warnings[at] ?? '', pattern);
    const shown = after.split('\n')[remedy.line - 1] ?? '';
    const [top] = adds.replace(/^,?\s*/, '').split('\n');
    assert.ok(shown.includes(top ?? '?'), `line ${remedy.line} is not new: ${shown}`);
    JSON.parse(after);
  });

  test(`${name} keeps CRLF and a byte order mark`, async () => {
    const text = `\uFEFF${withCrlf(fixture(file))}`;
    const { after } = await fixed(text, wanted, options);
    const plain = (await fixed(fixture(file), wanted, options)).after;
    assert.equal(after, `\uFEFF${withCrlf(plain)}`);
  });

  test(`${name} in a file without blanks`, async () => {
    const text = JSON.stringify(JSON.parse(fixture(file)));
    const { after } = await fixed(text, wanted, options);
    const spread = (await fixed(fixture(file), wanted, options)).after;
    assert.equal(after, JSON.stringify(JSON.parse(spread)));
  });

  test(`${name} does nothing the second time`, async () => {
    const { after } = await fixed(fixture(file), wanted, options);
    assert.equal((await plan(after, wanted, options)).kind, 'already-allowed');
  });
}

const FILTER = (filter: string): string =>
  `{\n  "t": {\n    "default_action": "trap",\n    "filter_action": "allow",\n    "filter": ${filter}\n  }\n}\n`;

/** Layouts beyond those of the fixtures: before, call, after. */
const LAYOUTS: readonly (readonly [string, string, string, string])[] = [
  [
    'nothing listed yet',
    FILTER('[]'),
    'dup',
    FILTER('[\n      {\n        "syscall": "dup"\n      }\n    ]'),
  ],
  [
    'brackets on one line with those of the objects',
    FILTER('[{\n      "syscall": "brk"\n    }, {\n      "syscall": "exit"\n    }]'),
    'dup',
    FILTER(
      '[{\n      "syscall": "brk"\n    }, {\n      "syscall": "dup"\n    }, {\n      "syscall": "exit"\n    }]',
    ),
  ],
  [
    'in front of all',
    FILTER('[\n      { "syscall": "exit" },\n      { "syscall": "futex" }\n    ]'),
    'brk',
    FILTER(
      '[\n      { "syscall": "brk" },\n      { "syscall": "exit" },\n      { "syscall": "futex" }\n    ]',
    ),
  ],
  [
    'all on one line, in front of all',
    FILTER('[{"syscall": "exit"}, {"syscall": "futex"}]'),
    'brk',
    FILTER('[{"syscall": "brk"}, {"syscall": "exit"}, {"syscall": "futex"}]'),
  ],
  [
    'a comment behind the last',
    FILTER('[\n      { "syscall": "brk" } // the heap\n    ]'),
    'dup',
    FILTER('[\n      { "syscall": "brk" }, // the heap\n      { "syscall": "dup" }\n    ]'),
  ],
  [
    'names several a line',
    '{"defaultAction": "SCMP_ACT_TRAP", "syscalls": [{"names": [\n  "brk", "close",\n  "exit"\n], "action": "SCMP_ACT_ALLOW"}]}',
    'dup',
    '{"defaultAction": "SCMP_ACT_TRAP", "syscalls": [{"names": [\n  "brk", "close",\n  "dup",\n  "exit"\n], "action": "SCMP_ACT_ALLOW"}]}',
  ],
  [
    'an object a name, as in old profiles',
    '{"defaultAction": "SCMP_ACT_TRAP", "syscalls": [\n  {"name": "brk", "action": "SCMP_ACT_ALLOW", "args": []},\n  {"name": "exit", "action": "SCMP_ACT_ALLOW", "args": []}\n]}',
    'dup',
    '{"defaultAction": "SCMP_ACT_TRAP", "syscalls": [\n  {"name": "brk", "action": "SCMP_ACT_ALLOW", "args": []},\n  {"name": "dup", "action": "SCMP_ACT_ALLOW", "args": []},\n  {"name": "exit", "action": "SCMP_ACT_ALLOW", "args": []}\n]}',
  ],
];

for (const [name, before, call, expected] of LAYOUTS) {
  test(`${name}: the new one is laid out alike`, async () => {
    const { after } = await fixed(before, want(call));
    assert.equal(after, expected);
  });
}

test('widening takes the conditions of all objects away, and says so', async () => {
  const before = fixture('threads.json');
  const { remedy, after } = await fixed(before, want('ioctl'), { list: 'vmm', widen: true });
  assert.equal(remedy.widens, true);
  const expected = JSON.parse(before) as Record<string, { filter: { syscall: string }[] }>;
  const filter = expected['vmm']?.filter ?? [];
  const at = filter.findIndex(({ syscall }) => syscall === 'ioctl');
  filter.splice(at, 2, { syscall: 'ioctl' });
  assert.deepEqual(JSON.parse(after), expected);
});

const REFUSALS: readonly (readonly [
  string,
  string,
  ReturnType<typeof want>,
  PlanOptions,
  string,
  RegExp,
])[] = [
  [
    'a thread is to be named',
    fixture('threads.json'),
    want('getpid'),
    {},
    'ambiguous',
    /vmm, vcpu/,
  ],
  [
    'a denylist',
    fixture('one-line.json'),
    want('execve'),
    { list: 'no-new-programs' },
    'impossible',
    /is a denylist/,
  ],
  [
    'a call that the profile answers',
    fixture('profile.json'),
    want('clone3'),
    {},
    'impossible',
    /answered with errno at line 89.*EEXIST/,
  ],
  [
    'conditions of which nothing is known',
    fixture('one-line.json'),
    want('write'),
    {},
    'impossible',
    /only where argument 0 <= 2/,
  ],
  [
    'broken',
    fixture('one-line.json').replace('{ "syscall": "brk" }', '{ "syscall": "brk" '),
    want('getpid'),
    {},
    'impossible',
    /safely: Line \d+ is not JSON/,
  ],
  [
    'a last comma',
    fixture('one-line.json').replace('"brk" }', '"brk" },'),
    want('getpid'),
    {},
    'impossible',
    /safely: Line 11 is not JSON/,
  ],
  [
    'a key twice',
    fixture('one-line.json').replace(
      '"filter_action": "allow",',
      '"filter_action": "allow",\n    "filter_action": "allow",',
    ),
    want('getpid'),
    {},
    'impossible',
    /"filter_action" stands twice/,
  ],
  [
    'a thread twice',
    fixture('threads.json').replace('"vcpu"', '"vmm"'),
    want('getpid'),
    { list: 'vmm' },
    'impossible',
    /"vmm" stands twice/,
  ],
  [
    'no syscalls at all',
    '{"defaultAction": "SCMP_ACT_ERRNO"}',
    want('getpid'),
    {},
    'impossible',
    /no allowlist in this file/,
  ],
  [
    'a comment where the names would be',
    '{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": [/* none */], "action": "SCMP_ACT_ALLOW"}]}',
    want('getpid'),
    {},
    'impossible',
    /nothing tells how/,
  ],
];

for (const [name, text, wanted, options, kind, says] of REFUSALS) {
  test(`${name}: no edit, and why`, async () => {
    const result = await plan(text, wanted, options);
    assert.ok(result.kind !== 'remedies', 'an edit is offered');
    assert.equal(result.kind, kind);
    assert.match(result.message, says);
  });
}

test('an action in JSON that is not known is not set, and that is said', async () => {
  const text = fixture('profile.json').replace(/"defaultAction": "\w+"/, '"defaultAction": "ODD"');
  const result = planAction(await policyOf(text), { to: { name: 'log', number: null } });
  assert.ok(result.kind === 'impossible');
  assert.match(result.message, /is written in JSON, where it is set by hand/);
});
