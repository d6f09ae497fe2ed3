import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../scripts/bench/random';
import { SourceStore } from '../../src/host/store/store';
import { demand, excluded } from './capabilities';
import { Programs } from './diagnose';

/** How often it is killed: SECCOMP_LENS_KILLS raises it for a long run. */
const KILLS = Number(process.env['SECCOMP_LENS_KILLS'] ?? 12);
const SEED = Number(process.env['SECCOMP_LENS_SEED'] ?? 5);
/** What is said just before each write of the source; the kernel's log and a build come between. */
const WRITES = ['to log for one run', 'while its filter only logs', '3 of 3 are written'];
const NEAR_MS = [25, 400] as const;
/** What somebody does to a source that was left loosened, before the next start. */
const EDITS = ['none', 'beside', 'there'] as const;

/** The entries that the loop adds, so that what is left of the source is what it was. */
const ADDED = /^ *\(libc::SYS_(?:getpgid|getsid|getppid), vec!\[\]\),\n/gm;

test(
  `diagnose killed at ${KILLS} random moments: the next start gives back the source exactly`,
  { skip: excluded('kernel'), timeout: 60_000 + KILLS * 30_000 },
  async (t) => {
    demand('kernel');
    const programs = new Programs(t);
    const random = new Random(SEED);
    const path = programs.path('rounds');
    const original = programs.source('rounds').replace('KillProcess', 'Trap');
    const loosened = original.replace('SeccompAction::Trap', 'SeccompAction::Log');
    const store = new SourceStore(join(programs.folder, 'state/seccomp-lens'));
    const source = (): string => readFileSync(path, 'utf8');
    const strict = (text: string): string => text.replace(ADDED, '');
    const found = { before: 0, loosened: 0, fixed: 0, edited: 0, conflicts: 0, ended: 0 };

    // The first run also builds what the program is built from.
    let whole = 0;
    for (const run of ['first', 'measured']) {
      writeFileSync(path, original);
      const started = Date.now();
      assert.equal(programs.diagnose('rounds', '--yes', '--no-strace').status, 0, run);
      whole = Date.now() - started;
    }
    let loose = 0;

    // One that had ended by itself was not killed.
    for (let kill = 0; kill - found.ended < KILLS; kill += 1) {
      writeFileSync(path, original);
      // Every other one near a write, the others anywhere; one in four traced, which only adds.
      const options = kill % 4 === 2 ? ['--yes'] : ['--yes', '--no-strace'];
      const child = spawn(process.execPath, programs.words('rounds', ...options), {
        cwd: programs.folder,
        env: programs.env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const closed = once(child, 'close');
      const near = kill % 2 === 1 ? random.pick(WRITES) : undefined;
      const moment = new Promise<void>((come) => {
        let said = '';
        child.stderr.on('data', (chunk: Buffer) => {
          said += chunk.toString('utf8');
          if (near !== undefined && said.includes(near)) come();
        });
      });
      if (near === undefined) await Promise.race([closed, wait(random.below(whole))]);
      else await Promise.race([closed.then(() => wait(0)), moment]);
      if (near !== undefined) await wait(random.below(NEAR_MS[kill % 4 === 1 ? 0 : 1]));
      if (child.exitCode !== null) found.ended += 1;
      child.kill('SIGKILL');
      // What it ran lives on, and holds its output: only its own end is waited for.
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      child.stderr.destroy();

      const left = source();
      const edit = left === loosened ? EDITS[loose++ % EDITS.length] : 'none';
      if (edit === 'beside') writeFileSync(path, `${left}// mine\n`);
      if (edit === 'there')
        writeFileSync(path, left.replace('Action::Log,', 'Action::Log, // mine'));
      if (kill % 5 === 0) {
        // As the editor does at its start.
        const { leftovers, problems } = await store.leftovers();
        assert.deepEqual(problems, []);
        const states = left === loosened ? [edit === 'none' ? 'ours' : 'edited'] : [];
        assert.deepEqual(
          leftovers.map(({ state }) => state),
          states,
        );
      }
      // A command without a filter of its own proves nothing, and needs no build.
      const next = programs.diagnose('rounds', '--yes', '--', 'true');
      if (left !== loosened) {
        assert.equal(strict(left), original, 'neither the original nor with what was accepted');
        assert.equal(next.status, 3, next.stderr);
        assert.doesNotMatch(next.stderr, /loosened/);
        assert.equal(source(), left);
        found[left === original ? 'before' : 'fixed'] += 1;
      } else if (edit === 'there') {
        found.conflicts += 1;
        assert.equal(next.status, 2);
        assert.match(next.stderr, /^-.*Log, \/\/ mine\n\+.*Trap,$/m);
        assert.match(source(), /\/\/ mine/);
      } else {
        found[edit === 'beside' ? 'edited' : 'loosened'] += 1;
        assert.equal(next.status, 3, next.stderr);
        assert.match(next.stderr, /loosened: it is put back/);
        assert.equal(source(), edit === 'beside' ? `${original}// mine\n` : original);
      }
      await store.holding(path, 'the test', (hold) => hold.forget());
      assert.deepEqual(readdirSync(join(programs.folder, 'rounds/src')).sort(), [
        'filter.rs',
        'main.rs',
      ]);
      assert.deepEqual(readdirSync(store.folder), []);
    }
    t.diagnostic(JSON.stringify({ seed: SEED, whole, ...found }));
  },
);
