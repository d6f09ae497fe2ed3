import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { CommandReader } from '../../../src/host/command-reader';
import { KernelLog, type KernelLogState } from '../../../src/host/kernel-log';
import type { KernelReader, ReaderEvents } from '../../../src/host/kernel-reader';
import { KmsgReader } from '../../../src/host/kmsg-reader';
import { isAlive } from '../../lib/processes';

/** What was told, and a way to wait for more. */
class Told {
  text = '';
  breaks = 0;
  readonly states: KernelLogState[] = [];
  readonly gaps: number[] = [];
  readonly ends: string[] = [];
  #waiting: (() => void)[] = [];

  readonly log = {
    onBytes: (chunk: Uint8Array) => {
      this.text += Buffer.from(chunk).toString('latin1');
      this.#wake();
    },
    onBreak: () => {
      this.breaks++;
    },
    onState: (state: KernelLogState) => {
      this.states.push(state);
      this.#wake();
    },
  };

  readonly reader: ReaderEvents = {
    onBytes: this.log.onBytes,
    onGap: (messages) => {
      this.gaps.push(messages);
      this.#wake();
    },
    onEnd: (sentence) => {
      this.ends.push(sentence);
      this.#wake();
    },
  };

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

/** A reader that a test drives. */
class Fake implements KernelReader {
  readonly opened: { from: string; again: boolean; events: ReaderEvents }[] = [];
  probes = 0;
  disposed = 0;

  constructor(
    readonly name: string,
    private readonly answer: 'yes' | 'missing' | 'refused',
  ) {}

  probe(): Promise<'yes' | 'missing' | 'refused'> {
    this.probes++;
    return Promise.resolve(this.answer);
  }

  open(from: string, events: ReaderEvents, again: boolean): { dispose(): void } {
    this.opened.push({ from, again, events });
    return { dispose: () => this.disposed++ };
  }
}

function keepAlive(context: TestContext): void {
  const alive = setInterval(() => undefined, 1000);
  context.after(() => {
    clearInterval(alive);
  });
}

function following(context: TestContext, readers: readonly KernelReader[]): [KernelLog, Told] {
  keepAlive(context);
  const told = new Told();
  const log = new KernelLog(told.log, { from: 'boot', readers });
  context.after(() => {
    log.dispose();
  });
  return [log, told];
}

const limit = { timeout: 60_000 };

test(
  'nothing is probed or opened before start, and the first that can be read is',
  limit,
  async (t) => {
    const readers = [new Fake('a', 'missing'), new Fake('b', 'yes'), new Fake('c', 'yes')];
    const [log, told] = following(t, readers);
    assert.deepEqual(
      readers.map(({ probes }) => probes),
      [0, 0, 0],
    );
    log.start();
    log.start();
    await told.until(() => told.states.length === 2);
    assert.deepEqual(told.states, ['starting', { reading: 'b' }]);
    assert.deepEqual(
      readers.map(({ probes, opened }) => [probes, opened.length]),
      [
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    );
  },
);

test('a reader that ends is opened again, told so, and nothing is told twice', limit, async (t) => {
  const reader = new Fake('dmesg', 'yes');
  const [log, told] = following(t, [reader]);
  log.start();
  await told.until(() => reader.opened.length === 1);
  reader.opened[0]?.events.onBytes(Buffer.from('one'));
  reader.opened[0]?.events.onEnd('dmesg ended with status 1.');
  assert.equal(told.breaks, 1);
  await told.until(() => told.states.length === 5);
  assert.deepEqual(told.states.slice(1), [
    { reading: 'dmesg' },
    { gap: null },
    { error: 'dmesg ended with status 1.' },
    { reading: 'dmesg' },
  ]);
  assert.deepEqual(
    reader.opened.map(({ from, again }) => [from, again]),
    [
      ['boot', false],
      ['boot', true],
    ],
  );
});

test(
  'a reader that ends before it has told anything is opened for all of the log',
  limit,
  async (t) => {
    const reader = new Fake('journalctl', 'yes');
    const [log, told] = following(t, [reader]);
    log.start();
    await told.until(() => reader.opened.length === 1);
    reader.opened[0]?.events.onEnd('journalctl ended with status 1.');
    await told.until(() => reader.opened.length === 2);
    assert.deepEqual(
      reader.opened.map(({ from, again }) => [from, again]),
      [
        ['boot', false],
        ['boot', false],
      ],
    );
  },
);

test('overwritten messages are said, and reading goes on', limit, async (t) => {
  const reader = new Fake('/dev/kmsg', 'yes');
  const [log, told] = following(t, [reader]);
  log.start();
  await told.until(() => reader.opened.length === 1);
  reader.opened[0]?.events.onGap(12);
  assert.deepEqual(told.states.slice(2), [{ gap: 12 }, { reading: '/dev/kmsg' }]);
});

for (const [refused, sentence] of [
  [['journalctl', 'dmesg'], /"sudo usermod -aG systemd-journal \$USER"/],
  [['dmesg', '/dev/kmsg'], /"sudo sysctl kernel\.dmesg_restrict=0"|CAP_SYSLOG/],
  [[], /neither journalctl, nor/],
] as const) {
  test(
    `refused by ${refused.join(' and ') || 'nothing'}: one sentence says what to do`,
    limit,
    async (t) => {
      const [log, told] = following(
        t,
        refused.map((name) => new Fake(name, 'refused')),
      );
      log.start();
      await told.until(() => told.states.length === 2);
      const state = told.states[1];
      assert.ok(typeof state === 'object' && 'error' in state);
      assert.match(state.error, sentence);
      assert.match(state.error, /^[^.]+(\.[^ ][^.]*)*\.$/, 'one sentence');
    },
  );
}

test('after dispose nothing is told and the reader is ended', limit, async (t) => {
  const reader = new Fake('a', 'yes');
  const [log, told] = following(t, [reader]);
  log.start();
  await told.until(() => reader.opened.length === 1);
  log.dispose();
  const [open] = reader.opened;
  open?.events.onBytes(Buffer.from('late'));
  open?.events.onEnd('late');
  assert.deepEqual([told.text, told.states.length, reader.disposed], ['', 2, 1]);
});

const PRINTS = "process.stdout.write('x'.repeat(1000)); process.stderr.write('why\\n');";

test('a command: all it prints, how it ended, and what it said last', limit, async (t) => {
  keepAlive(t);
  const told = new Told();
  new CommandReader(process.execPath, ['-e', `${PRINTS} process.exitCode = 3`], told.reader);
  await told.until(() => told.ends.length === 1);
  assert.equal(told.text.length, 1000);
  assert.deepEqual(told.ends, [`${process.execPath} ended with status 3: why`]);
});

test('a command that there is not', limit, async (t) => {
  keepAlive(t);
  const told = new Told();
  new CommandReader('/no/such/command', [], told.reader);
  await told.until(() => told.ends.length === 1);
  assert.match(told.ends[0] ?? '', /^\/no\/such\/command could not be started \(.*ENOENT\)\.$/);
});

test('a command is ended with all that it has started, whatever they ignore', limit, async (t) => {
  keepAlive(t);
  const told = new Told();
  const ignore = `for (const it of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(it, () => 0);`;
  const stay = `${ignore} process.stdout.on('error', () => 0); setInterval(() => 0, 1000);`;
  const parent = `${stay} const {spawn} = require('node:child_process');
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(`${stay} console.log(process.ppid, process.pid)`)}],
      {stdio: 'inherit'});`;
  const reader = new CommandReader(process.execPath, ['-e', parent], told.reader);
  await told.until(() => told.text.includes('\n'));
  const pids = told.text.trim().split(' ').map(Number);
  assert.equal(pids.length, 2);
  reader.dispose();
  while (pids.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(told.ends, []);
});

/** A pipe stands for the device: it too gives EAGAIN where there is nothing to read. */
async function device(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-kmsg-'));
  const path = join(folder, 'kmsg');
  execFileSync('mkfifo', [path]);
  const writer = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
  t.after(async () => {
    await writer.close();
    await rm(folder, { recursive: true });
  });
  keepAlive(t);
  return { path, write: (text: string) => writer.write(text) };
}

test(
  'the kernel’s file is read as it grows, and gaps in its numbers are told',
  limit,
  async (t) => {
    const { path, write } = await device(t);
    const told = new Told();
    const reader = new KmsgReader(path);
    assert.equal(await reader.probe(), 'yes');
    await write('5,7,1,-;one\n');
    const reading = reader.open('boot', told.reader);
    await told.until(() => told.text === '5,7,1,-;one\n');
    await write('5,10,2,-;two\n');
    await told.until(() => told.text.endsWith('two\n'));
    assert.deepEqual(told.gaps, [2]);
    reading.dispose();

    // Opened again, it is read on where it was left. A pipe does not part messages: this one fills
    // a whole read.
    await write('5,10,2,-;two'.padEnd(16 * 1024));
    const again = reader.open('boot', told.reader);
    t.after(() => {
      again.dispose();
    });
    await write('5,11,3,-;three\n');
    await told.until(() => told.text.endsWith('three\n'));
    assert.equal(told.text, '5,7,1,-;one\n5,10,2,-;two\n5,11,3,-;three\n');
    assert.deepEqual(told.gaps, [2]);
  },
);

test('the kernel’s file can be missing', async () => {
  assert.equal(await new KmsgReader('/no/such/kmsg').probe(), 'missing');
});

test('the kernel’s file can become unreadable', limit, async (t) => {
  keepAlive(t);
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-kmsg-'));
  t.after(() => rm(folder, { recursive: true }));
  const told = new Told();
  new KmsgReader(folder).open('boot', told.reader);
  await told.until(() => told.ends.length === 1);
  assert.match(told.ends[0] ?? '', /could not be read \(EISDIR\)\.$/);
});
