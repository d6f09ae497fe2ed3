import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { streams } from '../unit/records/streams';
import { lens, temporaryFolder } from './lens';
import { auditLine } from './sources';

const MEBIBYTE = 1024 * 1024;
/** Long enough for a thread. */
const LONG = 64 * MEBIBYTE;
/** How much of it is lines, some batches more than the thread may be ahead; NULs follow. */
const LINES = 17 * MEBIBYTE;

/** Lines of all kinds, and many like each other, over and over; no part is where a chunk ends twice. */
function mixedLog(): Buffer {
  const hostile = fc.sample(streams, { seed: 7, numRuns: 300 });
  const other = [
    `${'é'.repeat(40_000)} type=1326 audit(1.000:1): pid=7\n`,
    '\u001b[31mtype=1326 audit(1.000:1): pid=7 comm="a" arch=c000003e syscall=1 ip=0x1 code=0x0\n',
    'audit: audit_lost=7 audit_rate_limit=0 audit_backlog_limit=64\n',
    '[pid 7] ioctl(3, KVM_SET_REGS, 0x7ffe) = 0\r[pid 7] --- SIGSYS {si_signo=SIGSYS} ---\r\n',
    'Bad system call (core dumped)\n',
  ];
  const blocks = hostile.map((text, nth) => {
    const serials = Array.from({ length: 60 }, (_, i) => 1000 * nth + i);
    const records = serials.map((serial) => auditLine({ syscall: serial % 40, serial }));
    return `${records.join('')}${text}\n${other[nth % other.length] ?? ''}`;
  });
  const once = Buffer.from(blocks.join(''));
  return Buffer.concat(Array.from({ length: Math.ceil((LINES + 1) / once.length) }, () => once));
}

function writeLog(folder: string, lines: Uint8Array | string, length = LONG): void {
  const path = join(folder, 'a');
  writeFileSync(path, lines);
  truncateSync(path, length);
}

/** What a second thread does, as a module that every thread loads first; `thread` names it on stderr. */
function withThread(folder: string, does = ''): Readonly<Record<string, string>> {
  const preload = join(folder, 'preload.cjs');
  writeFileSync(
    preload,
    `const fs = require('node:fs');
     if (!require('node:worker_threads').isMainThread) {
       fs.writeSync(2, 'thread\\n');
       ${does}
     }`,
  );
  return { NODE_OPTIONS: `--require=${preload}` };
}

/** Makes the thread's fifth read do something else. */
const atRead = (what: string): string =>
  `const { readSync } = fs;
   let reads = 0;
   fs.readSync = (...it) => { if (++reads === 5) { ${what} } return readSync(...it); };`;

test('two threads read a log as one does, which does it all where there is no other', (t) => {
  const folder = temporaryFolder(t);
  const all = mixedLog();
  for (const more of [-1, 0, 1]) {
    writeLog(folder, all.subarray(0, LINES + more), LONG + 1 + more);
    for (const options of [[], ['--json']]) {
      const args = ['decode', ...options, 'a'];
      const two = lens(args, { cwd: folder, env: withThread(folder) });
      const one = lens(args, { cwd: folder, env: withThread(folder, 'throw new Error("none");') });
      assert.deepEqual([two.status, two.stderr], [0, 'thread\n']);
      assert.ok(two.stdout.length > 1000);
      assert.deepEqual(two, one);
    }
  }
});

test('only a log that is long and full of records like each other is worth a thread', (t) => {
  const folder = temporaryFolder(t);
  const env = withThread(folder);
  const record = auditLine({ syscall: 39 });
  for (const [what, head, length] of [
    ['short', record.repeat(1000), LONG - 1],
    [
      'without a record that others are like',
      `{"MESSAGE":"${record.trim().replaceAll('"', '\\"')}"}\n`.repeat(1000),
      LONG,
    ],
    ['sparse', `${record}${'a line of another program\n'.repeat(10_000)}`, LONG],
  ] as const) {
    writeLog(folder, head, length);
    const { status, stderr } = lens(['decode', 'a'], { cwd: folder, env });
    assert.deepEqual([status, stderr], [0, ''], what);
  }
});

for (const [what, does, said] of [
  ['a thread that fails', 'throw new Error("of memory");', 'of memory'],
  ['a thread that ends', 'process.exit(0);', 'the thread that reads it has ended'],
  ['a disk that fails', 'throw Object.assign(new Error("EIO: x"), { errno: -5 });', 'EIO'],
] as const) {
  test(`${what} is one sentence, and no half of a result`, (t) => {
    const folder = temporaryFolder(t);
    writeLog(folder, mixedLog());
    const ended = lens(['decode', 'a'], { cwd: folder, env: withThread(folder, atRead(does)) });
    const stderr = `thread\nseccomp-lens: a cannot be read: ${said}.\n`;
    assert.deepEqual(ended, { status: 2, stdout: '', stderr });
  });
}

test('Ctrl+C ends both threads', { timeout: 60_000 }, async (t) => {
  const folder = temporaryFolder(t);
  writeLog(folder, mixedLog());
  const stuck = `fs.writeSync(2, 'stuck\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
  const env = { ...process.env, ...withThread(folder, atRead(stuck)) };
  const cli = resolve(__dirname, '../../dist/cli.js');
  const child = spawn(process.execPath, [cli, 'decode', 'a'], { cwd: folder, env });
  t.after(() => child.kill('SIGKILL'));
  let stderr = '';
  let signalled = false;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (!signalled && stderr.includes('stuck')) signalled = child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.deepEqual([code, stderr], [130, 'thread\nstuck\n']);
});
