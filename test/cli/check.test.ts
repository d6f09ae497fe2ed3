import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { jsonOf, lens, temporaryFolder, type Ended } from './lens';
import { auditLine, DENYLIST, NO_LIST, ONE_LIST } from './sources';

const TWICE = ONE_LIST.replace(
  '(libc::SYS_exit, vec![]),',
  '(libc::SYS_brk, vec![]),\n        (libc::SYS_exit, vec![]),',
);
const DEAD = `const KVM_RUN: u64 = 0xae80;
fn rules() -> Vec<SeccompRule> {
    or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],
        and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?],
    ]
}
`;
const TWICE_SAYS =
  'This entry for `brk` is without effect: line 6 lists it again with the same conditions.';
const NOTE_SAYS = 'This rule adds nothing to `KVM_RUN` on line 4, which admits all that it does.';

/** Runs `check ARGS…` in a folder of these files, for x86_64. */
function check(t: TestContext, files: Record<string, string>, ...args: readonly string[]): Ended {
  const cwd = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  return lens(['check', '--arch', 'x86_64', ...args], { cwd });
}

const LEVELS: readonly [what: string, text: string, status: number, stdout: string][] = [
  ['a clean source', ONE_LIST, 0, ''],
  ['a denylist', DENYLIST, 0, ''],
  ['a source without a list', NO_LIST, 0, ''],
  ['notes only', DEAD, 0, `a.rs:5:9: note: ${NOTE_SAYS}  [dead-rule]\n`],
  ['a warning', TWICE, 1, `a.rs:5:9: warning: ${TWICE_SAYS}  [duplicate-entry]\n`],
  [
    'an error',
    ONE_LIST.replace('SeccompAction::Trap', 'SeccompAction::Allow'),
    1,
    'a.rs:15:9: error: Listed calls and all others end alike, in allow: seccompiler builds no such filter and gives an error.  [identical-actions]\n',
  ],
];

for (const [what, text, status, stdout] of LEVELS) {
  test(`check: ${what} gives exit status ${status}`, (t) => {
    const run = check(t, { 'a.rs': text }, 'a.rs');
    assert.deepEqual([run.status, run.stdout, run.stderr], [status, stdout, '']);
  });
}

for (const option of [['--json'], ['--format', 'json'], ['--json', '--format', 'json']]) {
  test(`check ${option.join(' ')} gives one object a finding`, (t) => {
    const run = check(t, { 'a.rs': TWICE, 'b.rs': DEAD }, 'a.rs', 'b.rs', ...option);
    assert.equal(run.status, 1, run.stderr);
    assert.deepEqual(jsonOf(run), [
      {
        rule: 'duplicate-entry',
        level: 'warning',
        file: 'a.rs',
        line: 5,
        column: 9,
        message: TWICE_SAYS,
      },
      { rule: 'dead-rule', level: 'note', file: 'b.rs', line: 5, column: 9, message: NOTE_SAYS },
    ]);
  });
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly columnKind: string;
    readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
    readonly invocations: readonly Record<string, unknown>[];
    readonly results: readonly Record<string, unknown>[];
  }[];
}

function sarif({ stdout }: Ended): Sarif['runs'][number] {
  const { version, runs } = JSON.parse(stdout) as Sarif;
  assert.equal(version, '2.1.0');
  const [run, ...others] = runs;
  assert.ok(run);
  assert.equal(others.length, 0);
  return run;
}

test('check --format sarif is one log: rules with their help, places, fixes', (t) => {
  const ended = check(t, { 'src/a b.rs': TWICE }, 'src/a b.rs', '--format', 'sarif');
  assert.equal(ended.status, 1, ended.stderr);
  const run = sarif(ended);
  const artifactLocation = { uri: 'src/a%20b.rs', uriBaseId: '%SRCROOT%' };
  const region = { startLine: 5, startColumn: 9, endLine: 5, endColumn: 32 };
  assert.deepEqual(run.results, [
    {
      ruleId: 'duplicate-entry',
      ruleIndex: 0,
      level: 'warning',
      message: { text: TWICE_SAYS },
      locations: [{ physicalLocation: { artifactLocation, region } }],
      fixes: [
        {
          description: { text: 'Remove this dead entry' },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [
                { deletedRegion: { startLine: 5, startColumn: 1, endLine: 6, endColumn: 1 } },
              ],
            },
          ],
        },
      ],
    },
  ]);
  const { rules } = run.tool.driver;
  assert.equal(rules[0]?.['id'], 'duplicate-entry');
  for (const rule of rules) {
    const code = String(rule['id']);
    const help = rule['help'] as { text: string; markdown: string };
    assert.ok(help.text.length > 40);
    assert.ok(help.markdown.endsWith(`[docs/findings.md#${code}](docs/findings.md#${code}).`));
  }
  assert.deepEqual(run.invocations, [{ executionSuccessful: true }]);
  assert.equal(run.columnKind, 'utf16CodeUnits');
});

test('check --format sarif of a clean source is a log without results', (t) => {
  const ended = check(t, { 'a.rs': ONE_LIST }, 'a.rs', '--format', 'sarif');
  assert.equal(ended.status, 0);
  assert.deepEqual(sarif(ended).results, []);
});

test('a source that cannot be read: exit 2, the others reported', (t) => {
  const text = check(t, { 'a.rs': TWICE }, 'none.rs', 'a.rs');
  assert.equal(text.status, 2);
  assert.match(text.stdout, /^a\.rs:5:9: warning: /);
  assert.match(text.stderr, /^seccomp-lens: .*none\.rs.*\n$/);
  const log = check(t, { 'a.rs': TWICE }, 'none.rs', 'a.rs', '--format', 'sarif');
  const run = sarif(log);
  assert.equal(log.status, 2);
  assert.equal(run.results.length, 1);
  assert.equal(run.invocations[0]?.['executionSuccessful'], false);
});

const BAD: readonly [args: readonly string[], says: RegExp][] = [
  [[], /missing required argument/],
  [['a.rs', '--format', 'xml'], /xml.*text, json, sarif/],
  [['a.rs', '--json', '--format', 'sarif'], /two forms/],
  [['a.rs', '--evidence', 'none.log'], /none\.log.*no such file/],
  [['-', '--evidence', '-'], /Standard input/],
  [['a.rs', '--arch', 'z80'], /z80/],
];

for (const [args, says] of BAD) {
  test(`check ${args.join(' ')}: exit 2 and one line`, (t) => {
    const run = check(t, { 'a.rs': TWICE }, ...args);
    assert.deepEqual([run.status, run.stdout], [2, '']);
    assert.match(run.stderr, says);
    assert.equal(run.stderr.trimEnd().split('\n').length, 1);
  });
}

test('check --evidence adds what was never seen, as notes', (t) => {
  const log = auditLine({ syscall: 1 }) + auditLine({ syscall: 12 });
  const run = check(t, { 'a.rs': ONE_LIST, 'a.log': log }, 'a.rs', '--evidence', 'a.log');
  assert.equal(run.status, 0);
  assert.equal(
    run.stdout,
    'a.rs:6:9: note: `exit` is allowed but never seen in the evidence; keep it: every thread ends by it.  [never-seen]\n',
  );
  assert.match(run.stderr, /refused and logged calls only/);
});

test('check of standard input', () => {
  const run = lens(['check', '-', '--arch', 'x86_64'], { input: TWICE });
  assert.deepEqual(
    [run.status, run.stdout],
    [1, `-:5:9: warning: ${TWICE_SAYS}  [duplicate-entry]\n`],
  );
});

test('hostile text stays text in every form', (t) => {
  const evil = 'a\u001b[31m\u009b2J\u202e\n"]}{0}[x](y).rs';
  const value = `elsewhere("\u001b]0;x\u0007 {0} [x](command:y) \u2028")`;
  const text = `fn rules() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_ioctl, or![and![Cond::new(1, ArgLen::Qword, Eq, ${value})?]])]
}
`;
  const files = { [evil]: text };
  const control = /[^\n -~\u00a0-\u2027\u202f-\uffff]/;
  const shown = check(t, files, evil);
  assert.equal(shown.status, 1, shown.stderr);
  assert.doesNotMatch(shown.stdout + shown.stderr, control);
  assert.equal(shown.stdout.split('\n').length, 2);
  const json = check(t, files, evil, '--json');
  assert.doesNotMatch(json.stdout, control);
  assert.equal(jsonOf(json)[0]?.['file'], evil);
  const log = check(t, files, evil, '--format', 'sarif');
  assert.doesNotMatch(log.stdout, control);
  const [result] = sarif(log).results;
  const { text: message } = result?.['message'] as { text: string };
  assert.doesNotMatch(message, /(?<!\\)\[|(?<!\{)\{(?!\{)/);
  const location = JSON.stringify(result?.['locations']);
  assert.match(location, /"uri":"a%1B%5B31m%C2%9B2J%E2%80%AE%0A%22%5D%7D%7B0%7D%5Bx%5D\(y\)\.rs"/);
});
