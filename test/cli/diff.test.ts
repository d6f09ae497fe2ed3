import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gitIn, jsonOf, lens, temporaryFolder } from './lens';

/** An allowlist of these entries, and its filter. */
function source(entries: readonly string[], name = 'worker', mismatch = 'Trap'): string {
  return `fn ${name}() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![${entries.join(', ')}]
}
fn filter() -> SeccompFilter {
    SeccompFilter::new(${name}().into_iter().collect(), SeccompAction::${mismatch}, SeccompAction::Allow, arch)
}
`;
}

const READ = '(libc::SYS_read, vec![])';
const GETPID = '(libc::SYS_getpid, vec![])';

/** A folder with `old.rs` and `new.rs`. */
function files(t: TestContext, before: string, after: string): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'old.rs'), before);
  writeFileSync(join(folder, 'new.rs'), after);
  return folder;
}

/** A repository whose only commit has `src/filter.rs` with `READ` alone; the file now has `GETPID` too. */
function repository(t: TestContext): string {
  const folder = temporaryFolder(t);
  const git = gitIn(folder);
  mkdirSync(join(folder, 'src'));
  git('init', '-q');
  writeFileSync(join(folder, 'src/filter.rs'), source([READ]));
  writeFileSync(join(folder, 'src/latin.rs'), Buffer.from([0xff, 0xfe, 0xfd]));
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync(join(folder, 'src/filter.rs'), source([READ, GETPID]));
  return folder;
}

test('diff --json of two files', (t) => {
  const folder = files(t, source([READ]), source([READ, GETPID]));
  const ended = lens(['diff', 'old.rs', 'new.rs', '--json'], { cwd: folder });
  assert.deepEqual([ended.status, ended.stderr], [1, '']);
  assert.deepEqual(jsonOf(ended), [
    {
      list: 'worker',
      thread: null,
      target: 'all',
      syscall: 'getpid',
      before: 'refused',
      after: 'allowed',
      widens: true,
    },
  ]);
});

test('diff of what narrows, of nothing, and of standard input', (t) => {
  const folder = files(t, source([READ, GETPID]), source([READ]));
  const narrowed = lens(['diff', 'old.rs', 'new.rs'], { cwd: folder });
  assert.deepEqual(narrowed, {
    status: 0,
    stderr: '',
    stdout: 'worker\n  - getpid      allowed → refused\n\n1 change in force: none widens.\n',
  });
  const same = lens(['diff', 'old.rs', '-'], { cwd: folder, input: source([GETPID, READ]) });
  assert.deepEqual([same.status, same.stdout], [0, 'Nothing changes in force.\n']);
});

test('diff says what it does not understand, and that it may widen', (t) => {
  const strange = source([READ, '(libc::SYS_ioctl, other::rules())']);
  const folder = files(t, source([READ]), strange);
  const ended = lens(['diff', 'old.rs', 'new.rs'], { cwd: folder });
  assert.equal(ended.status, 1);
  assert.match(ended.stdout, /\? ioctl .*refused → unknown: The rules of this entry come from/);
  assert.match(ended.stdout, /1 change in force: none widens, of 1 it is not known\.\n$/);
});

test('diff of a commit with the work tree, from the top and from below', (t) => {
  const folder = repository(t);
  for (const [cwd, old, now] of [
    [folder, 'git:HEAD:src/filter.rs', 'src/filter.rs'],
    [join(folder, 'src'), 'git:HEAD:./filter.rs', 'filter.rs'],
    [join(folder, 'src'), 'git:HEAD:src/filter.rs', './filter.rs'],
  ] as const) {
    const ended = lens(['diff', old, now], { cwd });
    assert.deepEqual([ended.status, ended.stderr], [1, '']);
    assert.match(ended.stdout, /\+ getpid {2,}WIDENS {2}refused → allowed/);
  }
  const same = lens(['diff', 'git:HEAD:src/filter.rs', 'git:HEAD:./src/filter.rs'], {
    cwd: folder,
  });
  assert.equal(same.status, 0);
});

test('diff follows the crate, in the commit and on disk', (t) => {
  const folder = temporaryFolder(t);
  const git = gitIn(folder);
  const rules = (...values: readonly string[]): string =>
    `pub fn ioctl_rules() -> Result<Vec<SeccompRule>> {
    Ok(or![${values.map((one) => `and![Cond::new(1, ArgLen::Dword, Eq, ${one})?]`).join(', ')}])
}
`;
  mkdirSync(join(folder, 'src/guest'), { recursive: true });
  writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "a"\n');
  writeFileSync(join(folder, 'src/main.rs'), 'mod devices;\nmod guest;\n');
  writeFileSync(join(folder, 'src/devices.rs'), rules('0x5401'));
  const threads = source([READ, '(libc::SYS_ioctl, crate::devices::ioctl_rules()?)']);
  writeFileSync(join(folder, 'src/guest/threads.rs'), threads);
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync(join(folder, 'src/devices.rs'), rules('0x5401', '0xae80'));
  const changed = /conditional → conditional, also if argument 1 == 0xae80\n\n1 change/;
  for (const [cwd, old, now, row] of [
    [folder, 'git:HEAD:src/guest/threads.rs', 'src/guest/threads.rs', 'ioctl '],
    [join(folder, 'src/guest'), 'git:HEAD:./threads.rs', 'threads.rs', 'ioctl '],
    [folder, 'git:HEAD:src/devices.rs', 'src/devices.rs', 'its rules '],
  ] as const) {
    const ended = lens(['diff', old, now], { cwd });
    assert.deepEqual([ended.status, ended.stderr], [1, '']);
    assert.match(ended.stdout, changed);
    assert.ok(ended.stdout.includes(`~ ${row}`), ended.stdout);
  }
});

const refused: readonly { old: string; says: RegExp }[] = [
  { old: 'git:HEAD:src/none.rs', says: /cannot be read: path 'src\/none\.rs' does not exist/ },
  { old: 'git:nowhere:src/filter.rs', says: /cannot be read: invalid object name 'nowhere'/ },
  { old: 'git:HEAD:src', says: /cannot be read: it is not a file/ },
  { old: 'git:HEAD:src/latin.rs', says: /is not UTF-8 text/ },
  { old: 'git:--output=x:src/filter.rs', says: /names no file of a commit/ },
  { old: 'git:HEAD', says: /names no file of a commit/ },
  { old: 'git::src/filter.rs', says: /names no file of a commit/ },
  { old: 'git:HEAD x:src/filter.rs', says: /names no file of a commit/ },
  { old: 'none.rs', says: /cannot be read: there is no such file/ },
];
for (const { old, says } of refused) {
  test(`diff ${old} is one sentence`, (t) => {
    const folder = repository(t);
    const ended = lens(['diff', old, 'src/filter.rs'], { cwd: folder });
    assert.deepEqual([ended.status, ended.stdout], [2, '']);
    assert.match(ended.stderr, says);
    assert.match(ended.stderr, /^seccomp-lens: [^\n]+\.\n$/);
  });
}

test('diff outside every repository', (t) => {
  const folder = files(t, source([READ]), source([READ]));
  const ended = lens(['diff', 'git:HEAD:old.rs', 'new.rs'], { cwd: folder });
  assert.equal(ended.status, 2);
  assert.match(ended.stderr, /not a git repository/);
});

test('diff --format markdown is inert, whatever a source says', (t) => {
  const hostile =
    '`|</code><img src=x onerror=alert(1)>@everyone #1 [x](https://example.org)\\|\u202e**';
  const name = 'r#worker';
  const entry = `(libc::SYS_ioctl, or![and![Cond::new(1, ArgLen::Dword, Eq, evil("${hostile}"))?]])`;
  const folder = files(t, source([READ]), `${source([READ, entry])}\n// ${name}`);
  const ended = lens(['diff', 'old.rs', 'new.rs', '--format', 'markdown'], { cwd: folder });
  assert.equal(ended.status, 1);
  const rows = ended.stdout.split('\n').filter((line) => line.startsWith('|'));
  assert.equal(rows.length, 3);
  const row = rows[2] ?? '';
  assert.match(row, /onerror/);
  const cells = row.split(' | ');
  assert.equal(cells.length, 6);
  for (const cell of cells.slice(1)) {
    const inside = /^<code>(.*)<\/code>(?: \|)?$/.exec(cell)?.[1] ?? '?';
    assert.doesNotMatch(inside.replace(/&#\d+;/g, ''), /[^\p{L}\p{N} ,…→\ufffd]/u);
  }
});

test('diff --format markdown fits in a comment, what widens first', (t) => {
  const many = Array.from({ length: 3000 }, (_, at) => `(${at + 1000}, vec![])`);
  const folder = files(t, source([READ, ...many]), source([READ, GETPID]));
  const ended = lens(['diff', 'old.rs', 'new.rs', '--format', 'markdown'], { cwd: folder });
  assert.equal(ended.status, 1);
  assert.ok(ended.stdout.length < 65_536, String(ended.stdout.length));
  assert.match(ended.stdout.split('\n')[4] ?? '', /^\| \*\*widens\*\* .*getpid/);
  assert.match(ended.stdout, /… and \d+ more, by `seccomp-lens diff`\.\n$/);
});

test('diff refuses a format that there is not, and two at once', (t) => {
  const folder = files(t, source([READ]), source([READ]));
  for (const args of [
    ['--format', 'html'],
    ['--format', 'text', '--json'],
  ]) {
    const ended = lens(['diff', 'old.rs', 'new.rs', ...args], { cwd: folder });
    assert.deepEqual([ended.status, ended.stdout], [2, '']);
    assert.match(ended.stderr, /^seccomp-lens: [^\n]+\.\n$/);
  }
});
