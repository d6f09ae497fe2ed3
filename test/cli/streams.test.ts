import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cli, startLens, temporaryFolder } from './lens';
import { auditLine, ONE_LIST } from './sources';

const timeout = 60_000;

test('Ctrl+C: exit 130 and nothing on stderr', { timeout }, async (t) => {
  const child = startLens(t, ['decode', '--each', '--json', '-']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.write(auditLine({ syscall: 39 }));
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.deepEqual([code, signal, stderr], [130, null, '']);
});

test('a reader that goes away ends the command in silence', { timeout }, async (t) => {
  const child = startLens(t, ['decode', '--each', '--json', '-']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined); // it stops reading, which is the point
  child.stdin.write(auditLine({ syscall: 39, serial: 1 }));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.write(auditLine({ syscall: 39, serial: 2 }));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.deepEqual([code, stderr], [0, '']);
});

/** What a command ends with when one of its streams is a file that is opened so. */
function withStream(
  args: readonly string[],
  fd: 0 | 1,
  path: string,
): { readonly status: number | null; readonly stderr: string } {
  const file = openSync(path, fd === 0 ? 'r' : 'w');
  const stdio = ['pipe', 'pipe', 'pipe'].map((pipe, at) => (at === fd ? file : pipe));
  const { status, stderr } = spawnSync(process.execPath, [cli(), ...args], {
    stdio: stdio as ['pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  closeSync(file);
  return { status, stderr };
}

for (const args of [['lookup', '230', '231'], ['check', '--format', 'sarif', '-'], ['--help']]) {
  test(`a full disk is told in one line: ${args.join(' ')}`, { timeout }, () => {
    const { status, stderr } = withStream(args, 1, '/dev/full');
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^seccomp-lens: the output cannot be written: ENOSPC[^\n]*\n$/);
  });
}

for (const command of ['check', 'decode']) {
  test(`a folder is no standard input for ${command}`, { timeout }, () => {
    const stderr = 'seccomp-lens: Standard input cannot be read: it is a folder.\n';
    assert.deepEqual(withStream([command, '-'], 0, '/'), { status: 2, stderr });
  });
}

test(
  'an unreadable source is told by the exit status also where nobody reads the notes',
  { timeout },
  async (t) => {
    const source = join(temporaryFolder(t), 'filter.rs');
    writeFileSync(source, ONE_LIST);
    const child = startLens(t, ['check', join(source, '..', 'gone.rs'), source]);
    child.stderr.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 2);
  },
);

test('a loop whose reader goes away has proved nothing', { timeout }, async (t) => {
  const source = join(temporaryFolder(t), 'filter.rs');
  writeFileSync(source, ONE_LIST);
  const child = startLens(t, ['diagnose', '--source', source, '--yes', '--', 'false']);
  child.stderr.destroy();
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 141);
});

test('a source that changes meanwhile is not written over', { timeout }, async (t) => {
  const folder = temporaryFolder(t);
  const [source, log] = [join(folder, 'filter.rs'), join(folder, 'trap.log')];
  writeFileSync(source, ONE_LIST);
  execFileSync('mkfifo', [log]);
  const child = startLens(t, ['fix', source, '--log', log, '--write']);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));

  // A pipe opens when its reader does, and the log is opened once the source was read.
  const pipe = await open(log, 'w');
  writeFileSync(source, `${ONE_LIST}// Somebody's work.\n`);
  await pipe.writeFile(auditLine({ syscall: 39 }));
  await pipe.close();
  const [code] = (await once(child, 'close')) as [number | null];
  const sentence = `seccomp-lens: ${source} has changed since it was read: nothing was written.\n`;
  assert.deepEqual([code, stdout, stderr], [2, '', sentence]);
  assert.match(readFileSync(source, 'utf8'), /Somebody's work\.\n$/);
});
