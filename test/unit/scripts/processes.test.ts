import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Processes } from '../../../scripts/lib/processes';
import { isAlive } from '../../lib/processes';

const processes = new Processes();

/** Until a process is gone: a killed one stays a moment. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise(setImmediate);
}

test('a command’s status and both outputs are given', async () => {
  const done = await processes.run('sh', ['-c', 'echo out; echo err >&2; exit 3'], {
    limitMs: 60_000,
  });
  assert.equal(done.code, 3);
  assert.equal(done.timedOut, false);
  assert.deepEqual(done.output.trim().split('\n').sort(), ['err', 'out']);
});

test('a command that is not there is an answer, not an exception', async () => {
  const done = await processes.run('seccomp-lens-no-such-command', [], { limitMs: 60_000 });
  assert.equal(done.code, null);
  assert.match(done.output, /ENOENT/);
});

test('the time limit ends a command with its forks', { timeout: 60_000 }, async () => {
  const hang = (limitMs: number) =>
    processes.run('sh', ['-c', 'sleep 600 & echo $!; wait'], { limitMs });
  let done = await hang(500);
  // A loaded machine may not get as far as the number.
  for (let limitMs = 1000; done.output === ''; limitMs *= 2) done = await hang(limitMs);
  assert.equal(done.timedOut, true);
  assert.equal(done.code, null);
  await gone(Number(done.output.trim()));
});

test('a fork that stays behind does not outlive its command', { timeout: 60_000 }, async () => {
  const done = await processes.run('sh', ['-c', 'sleep 600 & echo $!'], { limitMs: 60_000 });
  assert.equal(done.timedOut, false);
  assert.equal(done.code, 0);
  await gone(Number(done.output.trim()));
});

test('what ignores the polite signal is killed', { timeout: 60_000 }, async () => {
  const started = processes.start(
    'sh',
    ['-c', "trap '' TERM; echo ready; while :; do sleep 1; done"],
    {},
  );
  const { stdout } = started.child;
  assert.ok(stdout);
  await new Promise((resolve) => stdout.once('data', resolve));
  await started.stop(100);
  assert.equal(await started.ended, null);
});
