import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../../../src/host/diagnose/run-command';
import { isAlive } from '../../lib/processes';

const HERE = join(__dirname, '../../../src/host/diagnose/run-command.ts');

/** A command that says its process group, and that of its child, then stays. */
const COMMAND = 'sleep 1000 & echo "$$"; trap "" TERM; wait; sleep 1000';

const parentWith = (scratch: string): string => `
const { runCommand } = require(${JSON.stringify(HERE)});
void runCommand({
  words: ['/bin/sh', '-c', ${JSON.stringify(COMMAND)}],
  cwd: '/', env: process.env, limitMs: null, cancel: new AbortController().signal,
  scratch: ${JSON.stringify(scratch)},
  onOutput: (bytes) => process.stdout.write(bytes),
});
`;

/** The processes of a group that are not over. */
function processesOf(group: string): string[] {
  return readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      const [, , pgrp] =
        readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
      return pgrp === group && isAlive(Number(id));
    } catch {
      return false;
    }
  });
}

test('the process that runs a command killed, the whole group of the command ends, and its folder goes', async (t) => {
  const scratch = await mkdtemp(join(tmpdir(), 'seccomp-lens-scratch-'));
  t.after(() => rm(scratch, { recursive: true, force: true }));
  await writeFile(join(scratch, 'strace'), 'half a line');
  const parent = spawn(process.execPath, ['--import', 'tsx', '-e', parentWith(scratch)], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => parent.kill('SIGKILL'));
  const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
  const group = printed.toString().trim();
  assert.ok(processesOf(group).length >= 2);
  parent.kill('SIGKILL');
  await once(parent, 'close');
  const isThere = () => processesOf(group).length > 0 || existsSync(scratch);
  while (isThere()) await new Promise((resolve) => setTimeout(resolve, 50));
});

test('a time limit holds though the clock stands still', { timeout: 60_000 }, async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const end = await runCommand({
    words: ['/bin/sleep', '1000'],
    cwd: '/',
    env: process.env,
    limitMs: 300,
    cancel: new AbortController().signal,
    onOutput: () => undefined,
  });
  assert.deepEqual(end, { kind: 'limit' });
});

test('a look at a run that fails ends it, and is told', { timeout: 60_000 }, async () => {
  let group = '';
  const run = runCommand({
    words: ['/bin/sh', '-c', COMMAND],
    cwd: '/',
    env: process.env,
    limitMs: null,
    cancel: new AbortController().signal,
    onOutput: (bytes) => (group += Buffer.from(bytes).toString()),
    hangs: () => (group === '' ? Promise.resolve(false) : Promise.reject(new Error('no look'))),
  });
  await assert.rejects(run, { message: 'no look' });
  while (processesOf(group.trim()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
