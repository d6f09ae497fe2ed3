import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';
import { readSource, SourceChanged, SourceError, writeSource } from '../../../src/host/source-file';
import { SourceStore } from '../../../src/host/store/store';

const TURNS = 200;
const TEXTS = ['first\n', 'second\n'] as const;
const THEIRS = 'theirs\n';

interface Place {
  readonly source: string;
  /** Its folder. */
  readonly inside: string;
  /** A folder beside, with a file of the same name. */
  readonly outside: string;
  readonly store: string;
  /** What is ended before all of it is removed. */
  readonly ends: (() => unknown)[];
}

function place(t: TestContext): Place {
  const root = mkdtempSync(join(tmpdir(), 'seccomp-lens-races-'));
  const ends: (() => unknown)[] = [];
  t.after(async () => {
    for (const end of ends) await end();
    rmSync(root, { recursive: true, force: true });
  });
  const [inside, outside] = [join(root, 'inside'), join(root, 'outside')];
  for (const folder of [inside, outside]) mkdirSync(folder);
  const source = join(inside, 'filter.rs');
  writeFileSync(source, TEXTS[0]);
  writeFileSync(join(outside, 'filter.rs'), THEIRS);
  return { source, inside, outside, store: join(root, 'store'), ends };
}

/** Gives two names' things each other's names, in a thread of its own, until the test ends. */
async function swapping({ ends }: Place, one: string, other: string): Promise<void> {
  const code = `
    const { workerData: [one, other], parentPort } = require('node:worker_threads');
    const { renameSync } = require('node:fs');
    const wait = () => { for (const end = performance.now() + Math.random() / 3; performance.now() < end;); };
    const turn = () => {
      for (let i = 0; i < 20; i++) {
        renameSync(one, one + '.aside'); renameSync(other, one); wait();
        renameSync(one, other); renameSync(one + '.aside', one); wait();
      }
      setImmediate(turn);
    };
    parentPort.postMessage('begun');
    turn();`;
  const worker = new Worker(code, { eval: true, workerData: [one, other] });
  worker.on('error', (error) => ends.push(() => Promise.reject(error)));
  ends.push(() => worker.terminate());
  await once(worker, 'message');
}

/** Writes the text that is not there, or is refused. */
async function tryToWrite(source: string): Promise<void> {
  try {
    const { text, version } = await readSource(source);
    if (text === THEIRS) return;
    await writeSource(source, text === TEXTS[0] ? TEXTS[1] : TEXTS[0], version);
  } catch (error) {
    assert.ok(error instanceof SourceError, String(error));
  }
}

function assertOutside(outside: string): void {
  assert.deepEqual(readdirSync(outside), ['filter.rs']);
  assert.equal(readFileSync(join(outside, 'filter.rs'), 'utf8'), THEIRS);
}

test('a folder that becomes a link to another again and again: nothing is written there', async (t) => {
  const made = place(t);
  const { source, inside, outside } = made;
  symlinkSync(outside, `${inside}.link`);
  await swapping(made, inside, `${inside}.link`);
  for (let turn = 0; turn < TURNS; turn++) {
    await tryToWrite(source);
    assertOutside(outside);
  }
});

test('a source that becomes a link to another again and again: nothing is written there', async (t) => {
  const made = place(t);
  const { source, outside } = made;
  symlinkSync(join(outside, 'filter.rs'), `${source}.link`);
  await swapping(made, source, `${source}.link`);
  for (let turn = 0; turn < TURNS; turn++) {
    await tryToWrite(source);
    assertOutside(outside);
  }
});

// Without a writer opening a pipe waits, with one that writes nothing reading does.
for (const isOpen of [false, true]) {
  test(
    `a source that becomes a pipe ${isOpen ? 'with' : 'without'} a writer again and again is not waited for`,
    { timeout: 60_000 },
    async (t) => {
      const made = place(t);
      const { source, inside, ends } = made;
      const pipe = `${source}.pipe`;
      execFileSync('mkfifo', [pipe]);
      // By a name that stays: whoever waits does so until the test ends.
      linkSync(pipe, `${inside}.pipe`);
      const writer = (): number =>
        openSync(`${inside}.pipe`, constants.O_RDWR | constants.O_NONBLOCK);
      const open = isOpen ? writer() : null;
      await swapping(made, source, pipe);
      ends.push(() => {
        closeSync(open ?? writer());
      });
      for (let turn = 0; turn < TURNS; turn++) await tryToWrite(source);
      assert.deepEqual(
        readdirSync(inside).filter((name) => name.startsWith('.seccomp-lens')),
        [],
      );
    },
  );
}

test('a folder that becomes a link while its source is written: nothing is written, nothing is left', async (t) => {
  const { source, inside, outside } = place(t);
  writeFileSync(join(outside, 'filter.rs'), TEXTS[0]);
  const writing = writeSource(source, TEXTS[1], (await readSource(source)).version);
  while (readdirSync(inside).length === 1) await new Promise(setImmediate);
  renameSync(inside, `${inside}.moved`);
  symlinkSync(outside, inside);
  await assert.rejects(writing, SourceChanged);
  for (const folder of [outside, `${inside}.moved`]) {
    assert.deepEqual(readdirSync(folder), ['filter.rs']);
    assert.equal(readFileSync(join(folder, 'filter.rs'), 'utf8'), TEXTS[0]);
  }
});

test('a source that became a link is not loosened where the link leads', async (t) => {
  const { source, outside, store } = place(t);
  const other = join(outside, 'filter.rs');
  writeFileSync(other, TEXTS[0]);
  await new SourceStore(store).holding(source, 'test', async (hold) => {
    const { version } = await readSource(source);
    rmSync(source);
    symlinkSync(other, source);
    await assert.rejects(hold.write(TEXTS[1], version), SourceChanged);
  });
  assert.equal(readFileSync(other, 'utf8'), TEXTS[0]);
  assert.deepEqual(await new SourceStore(store).leftovers(), { leftovers: [], problems: [] });
});

/** Writes the source at one moment of a restore. @returns whether that is over before */
async function isOverBefore(moment: number, t: TestContext): Promise<boolean> {
  const written = 'fn work() {}\n';
  const { source, store } = place(t);
  let calls = 0;
  const happens = (): void => {
    calls += 1;
    if (calls === moment) writeFileSync(source, written);
  };
  const { stat, open } = promises;
  const { lstatSync, realpathSync } = fs;
  await new SourceStore(store).holding(source, 'test', async (hold) => {
    await hold.write(TEXTS[1], (await readSource(source)).version);
    t.mock.method(promises, 'stat', async (...args: Parameters<typeof stat>) => {
      happens();
      return stat(...args);
    });
    t.mock.method(promises, 'open', async (...args: Parameters<typeof open>) => {
      happens();
      return open(...args);
    });
    t.mock.method(fs, 'lstatSync', (...args: Parameters<typeof lstatSync>) => {
      happens();
      return lstatSync(...args);
    });
    t.mock.method(fs, 'realpathSync', (...args: Parameters<typeof realpathSync>) => {
      happens();
      return realpathSync(...args);
    });
    await hold.restore().catch((error: unknown) => {
      assert.ok(error instanceof SourceError);
    });
    t.mock.restoreAll();
    assert.equal(readFileSync(source, 'utf8'), calls < moment ? TEXTS[0] : written, `${moment}`);
  });
  return calls < moment;
}

test('what is written before any look or opening of a restore is not written over', async (t) => {
  let moment = 1;
  while (!(await isOverBefore(moment, t))) moment += 1;
  assert.ok(moment > 10, `${moment} moments`);
});
