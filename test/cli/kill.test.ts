import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../scripts/bench/random';
import { SourceStore } from '../../src/host/store/store';
import { temporaryFolder } from './lens';
import { IOCTLS } from './sources';

/** How many times each command is killed: SECCOMP_LENS_KILLS raises it for a long run. */
const KILLS = Number(process.env['SECCOMP_LENS_KILLS'] ?? 10);
/** A run takes some 700: later most have ended. */
const LONGEST_MS = 700;
const SEED = Number(process.env['SECCOMP_LENS_SEED'] ?? 7);
const CLI = resolve(__dirname, '../../dist/cli.js');

const NEEDS = ['KVM_GET_REGS', 'KVM_SET_FPU'];
const MINIMISE = [
  ...['minimise', '--source', 'filter.rs', '--candidates', ...NEEDS, 'KVM_GET_FPU', '--'],
  ...['sh', '-c', NEEDS.map((name) => `grep -q 'Eq, ${name})' filter.rs`).join(' && ')],
];
const LOG = ['--set', 'log', '--write'];
const BUILDER = `use crate::filter::MISMATCH;
fn build() -> Result<SeccompFilter, BackendError> {
    SeccompFilter::new(vec![(libc::SYS_brk, vec![])].into_iter().collect(), MISMATCH, SeccompAction::Allow, ARCH)
}
`;
const ACTION = 'pub const MISMATCH: SeccompAction = SeccompAction::KillThread;\n';

/** What is run, the text of the file that it changes, and another of its crate. */
const RUNS: readonly (readonly [string, readonly string[], string, string | null])[] = [
  ['minimise', MINIMISE, IOCTLS, null],
  ['action', ['action', 'filter.rs', ...LOG], IOCTLS, null],
  ['action on another file', ['action', 'builder.rs', ...LOG], ACTION, BUILDER],
];

/** Once the file has another text, or the command has ended. */
async function changed(running: ChildProcess, path: string, text: string): Promise<void> {
  const runs = (): boolean => running.exitCode === null && running.signalCode === null;
  while (runs() && readFileSync(path, 'utf8') === text) await wait(1);
}

for (const [name, words, text, builder] of RUNS) {
  test(`${name} killed at ${KILLS} random moments: the source is never lost`, async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'filter.rs');
    const state = join(folder, 'state');
    const store = new SourceStore(join(state, 'seccomp-lens'));
    const random = new Random(SEED);
    const found = { untouched: 0, loosened: 0, done: 0 };
    for (let kill = 0; kill < KILLS; kill += 1) {
      writeFileSync(path, text);
      if (builder !== null) writeFileSync(join(folder, 'builder.rs'), builder);
      const env = { ...process.env, XDG_STATE_HOME: state };
      const running = spawn(process.execPath, [CLI, ...words], {
        cwd: folder,
        env,
        stdio: 'ignore',
      });
      const ended = once(running, 'close');
      // Every second one from the first change on: a slow machine is still starting Node by then.
      if (kill % 2 === 1) await changed(running, path, text);
      await Promise.race([ended, wait(random.below(LONGEST_MS))]);
      running.kill('SIGKILL');
      await ended;

      const left = readFileSync(path, 'utf8');
      const { leftovers, problems } = await store.leftovers();
      assert.deepEqual(problems, []);
      const [leftover] = leftovers;
      if (leftover) {
        found.loosened += 1;
        assert.deepEqual([leftover.source, leftover.state], [path, 'ours']);
        const restored = await store.holding(path, 'the test', (hold) => hold.restore());
        assert.equal(restored.kind, 'restored');
        assert.equal(readFileSync(path, 'utf8'), text);
      } else if (left === text) found.untouched += 1;
      else {
        // What minimise has settled: its own action, and the rules that are needed.
        found.done += 1;
        assert.match(left, /SeccompAction::KillThread/);
        assert.deepEqual(
          NEEDS.filter((name) => !left.includes(`Eq, ${name})`)),
          [],
        );
        assert.doesNotMatch(left, /KVM_GET_FPU/);
      }
      await store.holding(path, 'the test', (hold) => hold.forget());
      const files = ['filter.rs', 'state'];
      assert.deepEqual(
        readdirSync(folder).sort(),
        builder === null ? files : ['builder.rs', ...files],
      );
      assert.deepEqual(readdirSync(store.folder), []);
    }
    t.diagnostic(JSON.stringify({ seed: SEED, ...found }));
  });
}
