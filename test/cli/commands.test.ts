import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { jsonOf, lens, temporaryFolder } from './lens';
import { DENYLIST, IOCTLS } from './sources';

const COMMANDS = [
  ...['decode', 'lookup', 'ioctls', 'allowlist', 'check', 'diff', 'fix'],
  ...['diagnose', 'action', 'minimise'],
];

for (const command of COMMANDS) {
  test(`${command} --help shows an example`, () => {
    const ended = lens([command, '--help']);
    assert.deepEqual([ended.status, ended.stderr], [0, '']);
    assert.match(ended.stdout, new RegExp(`^Usage: seccomp-lens ${command} `));
    assert.match(ended.stdout, /\nExample:\n(?: {2}\$ .*\n)*? {2}\$ .*seccomp-lens /);
  });
}

test('help names every command, and --version the version', () => {
  const help = lens(['--help']);
  assert.equal(help.status, 0);
  const named = [...help.stdout.matchAll(/^ {2}(\w+) \[/gm)].map(([, name]) => name);
  assert.deepEqual(named, [...COMMANDS, 'help']);
  assert.match(lens(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('the build works wherever its folder is put', (t) => {
  const folder = temporaryFolder(t);
  cpSync(resolve(__dirname, '../../dist'), join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'filter.rs'), IOCTLS);
  const args = [join(folder, 'dist/cli.js'), 'allowlist', 'filter.rs', '--json'];
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
  assert.match(ended.stdout, /"vcpu_rules"/);
});

test('allowlist --json', () => {
  const ended = lens(['allowlist', '-', '--json', '--arch', 'x86_64'], { input: IOCTLS });
  assert.equal(ended.status, 0, ended.stderr);
  const condition = { arg: 1, len: 'dword', op: 'eq' };
  const entry = { cfg: null, rules: null, helper: null };
  const inForce = (
    syscall: string,
    line: number,
    state: string,
    rules: object | null,
    meaning: string,
  ): object => {
    const entries = [{ list: 'vcpu_rules', file: null, line, wins: true }];
    return { syscall, state, rules, meaning, entries, assumed: [], notes: [] };
  };
  assert.deepEqual(jsonOf(ended), [
    {
      file: '-',
      lists: [
        {
          name: 'vcpu_rules',
          line: 21,
          form: 'tuples',
          polarity: 'allow',
          mismatch: 'kill-thread',
          serves: [],
          entries: [
            { ...entry, syscall: 'futex', number: 202, line: 22 },
            {
              ...entry,
              syscall: 'ioctl',
              number: 16,
              line: 23,
              rules: [
                { conditions: [{ ...condition, value: '0xae80', name: 'KVM_RUN' }] },
                { conditions: [{ ...condition, value: '0x4090ae82', name: 'KVM_SET_REGS' }] },
              ],
              helper: 'kvm_rules',
            },
            {
              ...entry,
              syscall: 'write',
              number: 1,
              line: 24,
              rules: [{ conditions: [{ ...condition, arg: 0, value: '0x1', name: null }] }],
            },
          ],
          inForce: {
            calls: [
              inForce('futex', 22, 'allowed', null, 'allowed'),
              inForce(
                'ioctl',
                23,
                'conditional',
                [
                  { conditions: [{ ...condition, value: '0xae80', name: 'KVM_RUN' }] },
                  { conditions: [{ ...condition, value: '0x4090ae82', name: 'KVM_SET_REGS' }] },
                ],
                'conditional: argument 1 == KVM_RUN (0xae80) or argument 1 == KVM_SET_REGS (0x4090ae82)',
              ),
              inForce(
                'write',
                24,
                'conditional',
                [{ conditions: [{ ...condition, arg: 0, value: '0x1', name: null }] }],
                'conditional: argument 0 == 1',
              ),
            ],
            others: 'refused (kill-thread)',
            unread: [],
          },
        },
      ],
      constants: [
        { name: 'KVM_RUN', value: '0xae80', line: 8 },
        { name: 'KVM_SET_REGS', value: '0x4090ae82', line: 9 },
      ],
    },
  ]);
});

test('allowlist in words', () => {
  const ended = lens(['allowlist', '-'], { input: IOCTLS });
  assert.equal(ended.status, 0, ended.stderr);
  assert.equal(
    ended.stdout,
    `vcpu_rules  allowlist of 3 entries, every other call: kill-thread  -:21
  futex
  ioctl  if argument 1 == KVM_RUN (0xae80)
         or argument 1 == KVM_SET_REGS (0x4090ae82)
  write  if argument 0 == 1

`,
  );
  const denied = lens(['allowlist', '-'], { input: DENYLIST });
  assert.match(denied.stdout, /^refused {2}denylist of 2 entries, each gets errno, every other/);
});

test('allowlist tells what is in force: a later entry, a list taken in, a second filter', () => {
  const source = `fn common() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_write, vec![]), (libc::SYS_brk, vec![])] }
fn filters() -> Vec<BpfProgram> {
    let mut rules = vec![(libc::SYS_openat, vec![]), (libc::SYS_write, or![and![Cond::new(0, ArgLen::Dword, Eq, 1)?]])];
    rules.extend(common());
    let second = SeccompFilter::new([(libc::SYS_openat, vec![])].into_iter().collect(), SeccompAction::Allow, SeccompAction::Errno(13), arch)?;
    let first = SeccompFilter::new(rules.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)?;
    vec![second, first]
}
`;
  const ended = lens(['allowlist', '-'], { input: source });
  assert.equal(ended.status, 0, ended.stderr);
  const [, own] = ended.stdout.split('\n\n');
  assert.equal(
    own,
    `filters  allowlist of 2 entries, every other call: trap  -:3
  openat
          A second filter answers openat with SeccompAction::Errno(13) (line 5).
  write   if argument 0 == 1
          Not in force: line 1 of common is put in later.
  taken in from common, line 1:
  write
  brk`,
  );
});

test('allowlist tells what a filter takes away, and what of an entry is not read', () => {
  const source = `fn build() -> SeccompFilter {
    let mut map = BTreeMap::from([(libc::SYS_brk, vec![]), (libc::SYS_mmap, &[Masked(2, 4)]), (libc::SYS_write, vec![])]);
    map.remove(&libc::SYS_write);
    SeccompFilter::new(map, SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;
  const { stdout } = lens(['allowlist', '-'], { input: source });
  assert.match(stdout, /^ {2}mmap +if something that is not read$/m);
  assert.match(stdout, /^ {2}write\n +build takes it away again at line 3\.$/m);
});

test('allowlist of a source without one: exit 1', () => {
  const ended = lens(['allowlist', '-'], { input: 'fn main() {}\n' });
  assert.deepEqual(
    [ended.status, ended.stdout, ended.stderr],
    [1, '', 'seccomp-lens: - holds no allowlist.\n'],
  );
});

test('lookup --json', () => {
  const ended = lens(['lookup', '--json', '--arch', 'x86_64', 'SYS_write', 'KVM_RUN']);
  assert.equal(ended.status, 0, ended.stderr);
  const meanings = jsonOf(ended);
  assert.deepEqual(
    meanings.map((meaning) => Object.keys(meaning)),
    meanings.map(() => [
      ...['kind', 'arch', 'number', 'name', 'names', 'value', 'args', 'fields', 'source'],
    ]),
  );
  assert.deepEqual(
    meanings.map((meaning) => ({ ...meaning, source: typeof meaning['source'] })),
    [
      {
        kind: 'syscall',
        arch: 'x86_64',
        number: 1,
        name: 'write',
        names: ['SYS_write'],
        value: '0x1',
        args: ['fd', 'buf', 'count'],
        fields: null,
        source: 'string',
      },
      {
        kind: 'ioctl',
        arch: 'x86_64',
        number: 0xae80,
        name: 'KVM_RUN',
        names: ['KVM_RUN'],
        value: '0xae80',
        args: [],
        fields: { dir: 'none', size: 0, type: 0xae, nr: 0x80 },
        source: 'string',
      },
    ],
  );
});

test('lookup of what no table has: exit 1', () => {
  const ended = lens(['lookup', '--arch', 'x86_64', 'nonsense']);
  const sentence = 'seccomp-lens: "nonsense" is not in the tables of x86_64.\n';
  assert.deepEqual([ended.status, ended.stdout, ended.stderr], [1, '', sentence]);
});
