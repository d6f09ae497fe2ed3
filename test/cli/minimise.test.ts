import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { readSource } from '../../src/host/source-file';
import { SourceStore } from '../../src/host/store/store';
import { isAlive } from '../lib/processes';
import { jsonOf, lens, temporaryFolder, type Ended } from './lens';
import { IOCTLS } from './sources';

/** What it waits for comes within seconds, or never. */
const limit = { timeout: 120_000 };

const CANDIDATES = ['KVM_GET_REGS', 'KVM_GET_SREGS', 'KVM_SET_SREGS', 'KVM_SET_FPU', 'KVM_GET_FPU'];

interface Bench {
  readonly folder: string;
  readonly run: (args: readonly string[], script: string) => Ended;
  readonly source: () => string;
  readonly env: { readonly XDG_STATE_HOME: string };
}

function bench(t: TestContext): Bench {
  const folder = temporaryFolder(t);
  const env = { XDG_STATE_HOME: join(folder, 'state') };
  writeFileSync(join(folder, 'filter.rs'), IOCTLS);
  return {
    folder,
    env,
    source: () => readFileSync(join(folder, 'filter.rs'), 'utf8'),
    run: (args, script) =>
      lens(['minimise', '--source', 'filter.rs', ...args, '--', 'sh', '-c', script], {
        cwd: folder,
        env,
      }),
  };
}

/** A command that passes while the filter is on Trap and has a rule for each of these requests. */
const needs = (...names: readonly string[]): string =>
  ['SeccompAction::Trap', ...names.map((name) => `Eq, ${name})`)]
    .map((text) => `grep -q '${text}' filter.rs`)
    .join(' && ');

test('minimise adds what is needed and nothing else, and the action stays the source’s own', (t) => {
  const { run, source } = bench(t);
  const script = needs('KVM_GET_REGS', 'KVM_SET_FPU', 'KVM_RUN');
  const ended = run(['--candidates', ...CANDIDATES, '--json'], script);
  assert.equal(ended.status, 0, ended.stderr);
  const rows = jsonOf(ended);
  assert.deepEqual(
    rows.slice(0, -1).map(({ rule, needed }) => [rule, needed]),
    CANDIDATES.map((name) => [`ioctl(${name})`, ['KVM_GET_REGS', 'KVM_SET_FPU'].includes(name)]),
  );
  assert.ok(rows.slice(0, -1).every(({ provenBy }) => Number(provenBy) >= 1));
  assert.deepEqual(Object.keys(rows.at(-1) ?? {}), ['kind', 'runs', 'oneByOne']);
  assert.deepEqual(
    new Set(source().match(/Eq, KVM_\w+/g)),
    new Set(['Eq, KVM_RUN', 'Eq, KVM_SET_REGS', 'Eq, KVM_GET_REGS', 'Eq, KVM_SET_FPU']),
  );
  assert.match(source(), /SeccompAction::KillThread/);
});

test('rules that were there stay unless --include-existing is given', (t) => {
  const { run, source } = bench(t);
  const args = ['--candidates', 'KVM_RUN', 'KVM_SET_REGS', 'KVM_GET_REGS'];
  const kept = run(args, needs('KVM_RUN'));
  assert.equal(kept.status, 0, kept.stderr);
  assert.match(kept.stderr, /ioctl\(KVM_SET_REGS\) is allowed already and stays/);
  assert.equal(source(), IOCTLS);
  const tried = run([...args, '--include-existing'], needs('KVM_RUN'));
  assert.equal(tried.status, 0, tried.stderr);
  assert.deepEqual(source().match(/Eq, KVM_\w+/g), ['Eq, KVM_RUN']);
  assert.match(tried.stdout, /^needed {6}ioctl\(KVM_RUN\) {2}\(run \d+\)\nnot needed {2}ioctl/);
  assert.match(tried.stdout, /\d+ runs; one by one it would have been 4\.\n$/);
});

test('a command that fails with all of them: exit 1, the source as it was', (t) => {
  const { run, source } = bench(t);
  const ended = run(['--candidates', ...CANDIDATES], 'false');
  assert.deepEqual([ended.status, ended.stdout, source()], [1, '', IOCTLS]);
  assert.match(ended.stderr, /fails with all candidates in: the source is as it was\.\n$/);
});

test('a command that does not end is ended, with all that it has started', (t) => {
  const { run, source, folder } = bench(t);
  const hang = `trap '' TERM; ${needs('KVM_GET_REGS')} || { sleep 600 & echo $! > pid; wait; }`;
  // Long enough for the runs that end by themselves, on a loaded machine too.
  const ended = run(['--candidates', 'KVM_GET_REGS', '--timeout', '20'], hang);
  assert.equal(ended.status, 0, ended.stderr);
  assert.match(source(), /Eq, KVM_GET_REGS/);
  assert.ok(!isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8'))));
});

for (const [name, args, script, says] of [
  ['no candidates', [], 'true', /There is no candidate to try/],
  ['a name that no table has', ['--candidates', 'KVM_NONE'], 'true', /KVM_NONE/],
  [
    'a bad limit',
    ['--candidates', 'KVM_RUN', '--timeout', 'x'],
    'true',
    /--timeout takes a number/,
  ],
  [
    'no such repeat',
    ['--candidates', 'KVM_RUN', '--repeat', '0'],
    'true',
    /--repeat takes a number/,
  ],
] as const) {
  test(`minimise: ${name}: exit 2 and one sentence`, (t) => {
    const { run, source } = bench(t);
    const ended = run(args, script);
    assert.deepEqual([ended.status, ended.stdout, source()], [2, '', IOCTLS]);
    assert.match(ended.stderr, says);
  });
}

test('what a killed minimise has left is put back before another begins', async (t) => {
  const { folder, env, run, source } = bench(t);
  const store = new SourceStore(join(env.XDG_STATE_HOME, 'seccomp-lens'));
  const left = IOCTLS.replace('KillThread', 'Trap');
  await store.holding(join(folder, 'filter.rs'), 'seccomp-lens minimise', async (hold) =>
    hold.write(left, (await readSource(join(folder, 'filter.rs'))).version),
  );
  assert.equal(source(), left);
  const ended = run(['--candidates', 'KVM_GET_REGS'], 'false');
  assert.deepEqual([ended.status, source()], [1, IOCTLS]);
  assert.match(
    ended.stderr,
    /seccomp-lens minimise has left the filter of filter\.rs loosened: it/,
  );
});

test('where it was edited at that place since: both are shown, and nothing is run', async (t) => {
  const { folder, env, run, source } = bench(t);
  const path = join(folder, 'filter.rs');
  const store = new SourceStore(join(env.XDG_STATE_HOME, 'seccomp-lens'));
  await store.holding(path, 'seccomp-lens minimise', async (hold) =>
    hold.write(IOCTLS.replace('KillThread,', 'Trap,'), (await readSource(path)).version),
  );
  writeFileSync(path, source().replace('Trap,', 'Trap, // mine'));
  const edited = source();
  const ended = run(['--candidates', 'KVM_GET_REGS'], 'touch was-run');
  assert.deepEqual([ended.status, source()], [2, edited]);
  assert.match(ended.stderr, /^-.*Trap, \/\/ mine\n\+.*KillThread,$/m);
  assert.match(ended.stderr, /edited at that place since/);
  assert.ok(!existsSync(join(folder, 'was-run')));
});

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGKILL', null],
] as const) {
  test(
    `${signal} while the command runs: the source is as it was, or is found and restored`,
    limit,
    async (t) => {
      const { folder, env, source } = bench(t);
      const cli = resolve(__dirname, '../../dist/cli.js');
      // Only SIGKILL ends it.
      const script = 'trap "" INT TERM HUP; echo $$ > pid; mv pid started; exec sleep 600';
      const child = spawn(
        process.execPath,
        [
          ...[cli, 'minimise', '--source', 'filter.rs', '--candidates', 'KVM_GET_REGS', '--'],
          ...['sh', '-c', script],
        ],
        { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' },
      );
      while (!existsSync(join(folder, 'started'))) await wait(20);
      const command = Number(readFileSync(join(folder, 'started'), 'utf8'));
      child.kill(signal);
      // Impatience changes nothing.
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, status);
      if (signal !== 'SIGKILL') assert.ok(!isAlive(command), 'what it ran has ended too');
      const store = new SourceStore(join(env.XDG_STATE_HOME, 'seccomp-lens'));
      const { leftovers } = await store.leftovers();
      assert.equal(leftovers.length, signal === 'SIGKILL' ? 1 : 0);
      if (signal === 'SIGKILL') {
        // The guard of its process group is left to end it.
        while (isAlive(command)) await wait(20);
        assert.notEqual(source(), IOCTLS);
        const back = lens(['action', 'filter.rs', '--restore', '--write'], { cwd: folder, env });
        assert.equal(back.status, 0, back.stderr);
      }
      assert.equal(source(), IOCTLS);
    },
  );
}
