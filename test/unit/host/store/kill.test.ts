import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { SourceStore } from '../../../../src/host/store/store';

/** Long enough that a write takes a moment. */
const ORIGINAL = `the action: trap\n${'// more\n'.repeat(20_000)}`;
const LOOSE = ['log', 'log again'].map((word) => ORIGINAL.replace('trap', word));

/** How many times the child is killed: SECCOMP_LENS_KILLS raises it for a long run. */
const KILLS = Number(process.env['SECCOMP_LENS_KILLS'] ?? 40);
const LONGEST_MS = 40;

test(`killed at ${KILLS} random moments, the source is never lost and never left unfound`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-kill-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'filter.rs');
  writeFileSync(path, ORIGINAL);
  const store = new SourceStore(join(folder, 'state'));
  const child = join(import.meta.dirname, 'kill-child.ts');
  const found = { loose: 0, strict: 0 };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const args = ['--import', 'tsx', child, store.folder, path, 'log'];
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(running.stdout, 'data');
    await wait(Math.random() * LONGEST_MS);
    running.kill('SIGKILL');
    await once(running, 'close');

    const left = readFileSync(path, 'utf8');
    const { leftovers, problems } = await store.leftovers();
    assert.deepEqual(problems, []);
    if (left === ORIGINAL) {
      found.strict += 1;
      assert.deepEqual(leftovers, []);
      // Takes over the lock of the dead.
      await store.holding(path, 'the test', (hold) => hold.forget());
    } else {
      found.loose += 1;
      assert.ok(LOOSE.includes(left), 'neither the original nor what the tool wrote');
      assert.deepEqual(
        leftovers.map(({ source, state }) => [source, state]),
        [[path, 'ours']],
      );
      const restored = await store.holding(path, 'the test', (hold) => hold.restore());
      assert.deepEqual(restored, { kind: 'restored' });
    }
    assert.equal(readFileSync(path, 'utf8'), ORIGINAL);
    assert.deepEqual(readdirSync(folder).sort(), ['filter.rs', 'state']);
    assert.deepEqual((await store.leftovers()).leftovers, []);
  }
  assert.ok(found.loose > 0, 'it was never killed while the source was loose');
  t.diagnostic(`found on Log ${found.loose} times, restored already ${found.strict} times`);
});
