import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { jsonOf, lens, temporaryFolder, type Ended } from './lens';
import { DENYLIST, NO_LIST, ONE_LIST, TWO_LISTS } from './sources';

const LOG = ONE_LIST.replace('SeccompAction::Trap', 'SeccompAction::Log');
const DIFF = `--- a/filter.rs
+++ b/filter.rs
@@ -11,7 +11,7 @@
 fn worker_rules_filter() -> Result<SeccompFilter, seccompiler::BackendError> {
     SeccompFilter::new(
         worker_rules().into_iter().collect(),
-        SeccompAction::Trap,
+        SeccompAction::Log,
         SeccompAction::Allow,
         std::env::consts::ARCH.try_into()?,
     )
`;

interface Bench {
  readonly folder: string;
  readonly path: string;
  readonly action: (...args: readonly string[]) => Ended;
  readonly source: () => string;
}

function bench(t: TestContext, source = ONE_LIST, folder = temporaryFolder(t)): Bench {
  const path = join(folder, 'filter.rs');
  writeFileSync(path, source);
  const env = { XDG_STATE_HOME: join(folder, 'state') };
  return {
    folder,
    path,
    action: (...args) => lens(['action', 'filter.rs', ...args], { cwd: folder, env }),
    source: () => readFileSync(path, 'utf8'),
  };
}

test('action --set log prints the change and writes nothing', (t) => {
  const { action, source, folder } = bench(t);
  const run = action('--set', 'log');
  assert.deepEqual([run.status, run.stdout, run.stderr], [0, DIFF, '']);
  assert.equal(source(), ONE_LIST);
  assert.deepEqual(readdirSync(folder), ['filter.rs']);
});

test('action --json', (t) => {
  const { action } = bench(t);
  assert.deepEqual(jsonOf(action('--set', 'log', '--json')), [
    {
      file: 'filter.rs',
      filter: 'worker_rules_filter',
      line: 14,
      from: 'trap',
      to: 'log',
      diff: DIFF,
    },
  ]);
});

test('action --write, and back by --restore to the byte, with a newer time each', (t) => {
  const { action, source, path } = bench(t);
  const times = [statSync(path).mtimeMs];
  assert.equal(action('--set', 'log', '--write').status, 0);
  assert.equal(source(), LOG);
  times.push(statSync(path).mtimeMs);
  const shown = action('--restore');
  assert.equal(shown.status, 0);
  assert.match(shown.stdout, /^-.*Log,\n\+.*Trap,$/m);
  assert.equal(source(), LOG);
  const back = action('--restore', '--write');
  assert.deepEqual([back.status, source()], [0, ONE_LIST]);
  assert.match(
    back.stderr,
    /^seccomp-lens: filter\.rs is restored\. Binaries built meanwhile are still on Log /,
  );
  times.push(statSync(path).mtimeMs);
  assert.ok((times[0] ?? 0) < (times[1] ?? 0) && (times[1] ?? 0) < (times[2] ?? 0));
  const again = action('--restore', '--write');
  assert.deepEqual([again.status, again.stdout], [1, '']);
  assert.match(again.stderr, /^seccomp-lens: filter\.rs holds no change of this tool\.\n$/);
});

test('the same action again: exit 1, with the place', (t) => {
  const { action } = bench(t);
  const run = action('--set', 'trap', '--write');
  assert.deepEqual([run.status, run.stdout], [1, '']);
  assert.match(run.stderr, /^seccomp-lens: filter\.rs:14: .* is trap already\.\n$/);
});

test('setting the first action by hand leaves nothing to restore', (t) => {
  const { action, source } = bench(t);
  action('--set', 'log', '--write');
  assert.equal(action('--set', 'trap', '--write').status, 0);
  assert.equal(source(), ONE_LIST);
  assert.equal(action('--restore', '--write').status, 1);
});

test('a source that was edited since: only the action goes back', (t) => {
  const { action, source, path } = bench(t);
  action('--set', 'log', '--write');
  writeFileSync(path, source().replace('fn worker_rules()', '// mine\nfn worker_rules()'));
  assert.equal(action('--restore', '--write').status, 0);
  assert.equal(source(), ONE_LIST.replace('fn worker_rules()', '// mine\nfn worker_rules()'));
});

test('a source that was edited at the action: both are shown, nothing is written', (t) => {
  const { action, source, path } = bench(t);
  action('--set', 'log', '--write');
  writeFileSync(path, source().replace('SeccompAction::Log,', 'SeccompAction::Log, // mine'));
  const run = action('--restore', '--write');
  assert.equal(run.status, 2);
  assert.match(run.stdout, /^-.*Log, \/\/ mine\n\+.*Trap,$/m);
  assert.match(run.stderr, /nothing was written, and the original is still kept\. .*--keep\.\n$/);
  assert.match(source(), /mine/);
});

test('action --keep: the source stays, and its original is forgotten', (t) => {
  const { action, source } = bench(t);
  action('--set', 'log', '--write');
  assert.equal(action('--keep').status, 0);
  assert.equal(source(), LOG);
  assert.equal(action('--restore', '--write').status, 1);
  assert.equal(action('--keep').status, 1);
});

const refused: readonly [string, string, readonly string[], RegExp][] = [
  [
    'two filters',
    TWO_LISTS,
    ['--set', 'log'],
    /api_rules_filter, vmm_rules_filter\..* Name one by --filter NAME\.$/,
  ],
  ['a denylist', DENYLIST, ['--set', 'log'], /it has no refusal to set\.$/],
  ['no filter', NO_LIST, ['--set', 'log'], /There is no filter in this file/],
  [
    'an action that is none',
    ONE_LIST,
    ['--set', 'allow'],
    /no action "allow" to set; there are log, /,
  ],
  ['nothing asked', ONE_LIST, [], /either --set ACTION, or --restore, or --keep\.$/],
  [
    'both asked',
    ONE_LIST,
    ['--set', 'log', '--restore'],
    /either --set ACTION, or --restore, or --keep\.$/,
  ],
];
for (const [name, text, args, says] of refused) {
  test(`action: ${name}: exit 2 and one sentence`, (t) => {
    const { action, source } = bench(t, text);
    const run = action(...args, '--write');
    assert.deepEqual([run.status, run.stdout], [2, '']);
    assert.match(run.stderr, /^seccomp-lens: [^\n]+\n$/);
    assert.match(run.stderr.trim(), says);
    assert.equal(source(), text);
  });
}

test('--filter takes one of two', (t) => {
  const { action, source } = bench(t, TWO_LISTS);
  assert.equal(action('--set', 'log', '--filter', 'vmm_rules_filter', '--write').status, 0);
  assert.match(source(), /fn api_rules_filter[^]*::Trap[^]*fn vmm_rules_filter[^]*::Log/);
});

test('action of a source on standard input', () => {
  const run = lens(['action', '-', '--set', 'log'], { input: ONE_LIST });
  assert.deepEqual([run.status, run.stdout], [0, DIFF.replaceAll('filter.rs', 'stdin')]);
  const write = lens(['action', '-', '--set', 'log', '--write'], { input: ONE_LIST });
  assert.equal(write.status, 2);
});

test('a read-only source, a folder: one sentence, nothing written', (t) => {
  const { action, source, path, folder } = bench(t);
  chmodSync(path, 0o444);
  const run = action('--set', 'log', '--write');
  assert.deepEqual([run.status, run.stdout, source()], [2, '', ONE_LIST]);
  assert.match(run.stderr, /^seccomp-lens: [^\n]*is read-only: nothing was written\.\n$/);
  assert.deepEqual(readdirSync(join(folder, 'state', 'seccomp-lens')), []);
  const at = lens(['action', '.', '--restore'], { cwd: folder, env: { XDG_STATE_HOME: folder } });
  assert.equal(at.status, 1);
});

/** A file system with room for so many bytes. Needs root: a machine without it fails here. */
function smallDisk(t: TestContext, bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-disk-'));
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  t.after(() => {
    spawnSync('umount', [folder]);
    rmdirSync(folder);
  });
  assert.equal(mount.status, 0, `mount: ${mount.stderr.toString()}`);
  return folder;
}

for (const full of ['the source', 'the store'] as const) {
  test(`no space is left for ${full}: one sentence, nothing lost`, (t) => {
    const disk = smallDisk(t, 64 * 1024);
    const rest = temporaryFolder(t);
    const place = full === 'the source' ? disk : rest;
    const state = full === 'the source' ? rest : disk;
    const long = `${ONE_LIST}${'// long\n'.repeat(3500)}`;
    writeFileSync(join(place, 'filter.rs'), long);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(full === 'the source' ? 24_000 : 40_000));
    const run = lens(['action', 'filter.rs', '--set', 'log', '--write'], {
      cwd: place,
      env: { XDG_STATE_HOME: state },
    });
    assert.deepEqual([run.status, run.stdout], [2, '']);
    assert.match(run.stderr, /^seccomp-lens: [^\n]*no space is left\.\n$/);
    assert.equal(readFileSync(join(place, 'filter.rs'), 'utf8'), long);
    assert.deepEqual(readdirSync(join(state, 'seccomp-lens')), []);
    assert.deepEqual(
      readdirSync(disk).filter((name) => name.startsWith('.seccomp')),
      [],
    );
  });
}
