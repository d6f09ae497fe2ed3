import assert from 'node:assert/strict';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { FileTail, type TailState } from '../../../src/host/tail';
import { released } from '../../lib/processes';

/** Everything that a tail told, and a way to wait for more. */
class Told {
  readonly #chunks: Buffer[] = [];
  /** Of all chunks so far. */
  length = 0;
  /** Of the largest chunk. */
  largest = 0;
  readonly states: TailState[] = [];
  #waiting: (() => void)[] = [];

  readonly listener = {
    onBytes: (chunk: Uint8Array): void => {
      this.#chunks.push(Buffer.from(chunk));
      this.length += chunk.length;
      this.largest = Math.max(this.largest, chunk.length);
      this.#wake();
    },
    onState: (state: TailState): void => {
      this.states.push(state);
      this.#wake();
    },
  };

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  get state(): TailState | undefined {
    return this.states.at(-1);
  }

  /** Returns once the condition holds; the test's own time limit ends a wait in vain. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

interface Setting {
  readonly folder: string;
  readonly path: string;
  readonly told: Told;
  readonly tail: FileTail;
}

/** The tail does not keep a process alive; a test that waits for it does. */
function begin(context: TestContext, tail: FileTail, folder: string): void {
  const alive = setInterval(() => undefined, 1000);
  context.after(async () => {
    tail.dispose();
    clearInterval(alive);
    await rm(folder, { recursive: true });
  });
  tail.start();
}

/** A tail of a file in a folder of its own; `before` runs first. */
async function following(
  context: TestContext,
  before: (path: string) => Promise<unknown>,
  fromStart = true,
): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-tail-'));
  const path = join(folder, 'a.log');
  await before(path);
  const told = new Told();
  const tail = new FileTail(path, told.listener, { fromStart });
  begin(context, tail, folder);
  return { folder, path, told, tail };
}

const limit = { timeout: 60_000 };

test('a file is given from its start and as it grows', limit, async (context) => {
  const { path, told } = await following(context, (file) => writeFile(file, 'one\n'));
  await told.until(() => told.text === 'one\n');
  await appendFile(path, 'two');
  await told.until(() => told.text === 'one\ntwo');
  await appendFile(path, '\nthree\n');
  await told.until(() => told.text === 'one\ntwo\nthree\n');
  assert.deepEqual(told.states, ['reading']);
});

test('a file is given from its end', limit, async (context) => {
  const { path, told } = await following(context, (file) => writeFile(file, 'old\n'), false);
  await told.until(() => told.state === 'reading');
  await appendFile(path, 'new\n');
  await told.until(() => told.text.endsWith('new\n'));
  assert.equal(told.text, 'new\n');
});

test('a file that appears later is given whole', limit, async (context) => {
  const { path, told } = await following(context, () => Promise.resolve(), false);
  await told.until(() => told.state === 'waiting');
  await writeFile(path, 'first\n');
  await told.until(() => told.text === 'first\n');
  assert.deepEqual(told.states, ['waiting', 'reading']);
});

test('a file in a folder that appears later is given whole', limit, async (context) => {
  const { folder } = await following(context, () => Promise.resolve());
  const told = new Told();
  const tail = new FileTail(join(folder, 'sub', 'b.log'), told.listener, { fromStart: true });
  context.after(() => {
    tail.dispose();
  });
  tail.start();
  await told.until(() => told.state === 'waiting');
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'sub', 'b.log'), 'deep\n');
  await told.until(() => told.text === 'deep\n');
});

test('rotation by rename loses nothing and repeats nothing', limit, async (context) => {
  const { path, told } = await following(context, (file) => writeFile(file, 'a1\n'));
  await told.until(() => told.text === 'a1\n');
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, 'a2\n'); // The writer has not opened the new file yet.
  await writeFile(path, 'b1\n');
  await told.until(() => told.text.endsWith('b1\n'));
  await appendFile(path, 'b2\n');
  await told.until(() => told.text.endsWith('b2\n'));
  assert.equal(told.text, 'a1\na2\nb1\nb2\n');
  assert.deepEqual(told.states, ['reading', 'rotated', 'reading']);
});

test('truncation starts the file over', limit, async (context) => {
  const { path, told } = await following(context, (file) => writeFile(file, 'long old text\n'));
  await told.until(() => told.text === 'long old text\n');
  await truncate(path, 0);
  await told.until(() => told.states.includes('rotated'));
  await appendFile(path, 'new\n');
  await told.until(() => told.text.endsWith('new\n'));
  assert.equal(told.text, 'long old text\nnew\n');
});

test('truncation is seen also when the file has grown beyond it since', limit, async (context) => {
  const { path, told } = await following(context, (file) => writeFile(file, 'old\n'));
  await told.until(() => told.text === 'old\n');
  await writeFile(path, 'new and longer\n');
  await told.until(() => told.text.endsWith('longer\n'));
  assert.equal(told.text, 'old\nnew and longer\n');
  assert.deepEqual(told.states, ['reading', 'rotated', 'reading']);
});

test('a deleted file is gone, and comes back as another', limit, async (context) => {
  const { path, told } = await following(context, (file) => writeFile(file, 'a\n'));
  await told.until(() => told.text === 'a\n');
  await rm(path);
  await told.until(() => told.state === 'gone');
  await writeFile(path, 'b\n');
  await told.until(() => told.text === 'a\nb\n');
  assert.deepEqual(told.states, ['reading', 'gone', 'rotated', 'reading']);
});

test('a link is followed to another file', limit, async (context) => {
  const { folder, path, told } = await following(context, async (file) => {
    await writeFile(`${file}.a`, 'a\n');
    await symlink(`${file}.a`, file);
  });
  await told.until(() => told.text === 'a\n');
  await appendFile(`${path}.a`, 'more\n');
  await told.until(() => told.text === 'a\nmore\n');
  await writeFile(`${path}.b`, 'b\n');
  await symlink(`${path}.b`, join(folder, 'new'));
  await rename(join(folder, 'new'), path);
  await told.until(() => told.text === 'a\nmore\nb\n');
});

test(
  'a folder is an error in one sentence, and a file in its place is read',
  limit,
  async (context) => {
    const { path, told } = await following(context, (file) => mkdir(file));
    await told.until(() => told.states.length > 0);
    assert.deepEqual(told.states, [{ error: 'It is a folder, not a file.' }]);
    await rm(path, { recursive: true });
    await writeFile(path, 'file\n');
    await told.until(() => told.text === 'file\n');
    assert.equal(told.state, 'reading');
  },
);

test('a file that may not be read is an error, and is read once it may', limit, async (context) => {
  const root = process.geteuid?.() === 0;
  const { path, told } = await following(context, async (file) => {
    await chmod(join(file, '..'), 0o755);
    await writeFile(file, 'secret\n');
    await chmod(file, 0);
    // Root reads everything: be nobody meanwhile.
    if (root) process.seteuid?.(65534);
  });
  context.after(() => {
    if (root) process.seteuid?.(0);
  });
  await told.until(() => told.states.length > 0);
  assert.deepEqual(told.states, [{ error: 'This user may not read it.' }]);
  if (root) process.seteuid?.(0);
  await chmod(path, 0o600);
  await told.until(() => told.text === 'secret\n');
  assert.equal(told.state, 'reading');
});

test(
  'a large binary file comes whole, in bounded chunks, and other work goes on',
  limit,
  async (context) => {
    const size = 20 * 1024 * 1024;
    const bytes = Buffer.alloc(size, Buffer.from([0, 255, 10, 27, 195]));
    const { told } = await following(context, (file) => writeFile(file, bytes));
    let turns = 0;
    const turn = setInterval(() => turns++, 0);
    await told.until(() => told.length >= size);
    clearInterval(turn);
    assert.ok(told.bytes.equals(bytes));
    assert.ok(told.largest <= 16 * 1024, `a chunk of ${told.largest} bytes`);
    assert.ok(turns > 10, `timers ran ${turns} times`);
  },
);

test('all parts but the first wait for their turn', limit, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-tail-'));
  const path = join(folder, 'a.log');
  // Beyond one read of the file.
  await writeFile(path, 'x'.repeat(300 * 1024));
  const told = new Told();
  let parts = 0;
  const onBytes = (bytes: Uint8Array) => {
    parts++;
    told.listener.onBytes(bytes);
  };
  let turns = 0;
  const nextTurn = async () => {
    turns++;
    await setImmediate();
  };
  const tail = new FileTail(path, { ...told.listener, onBytes }, { fromStart: true, nextTurn });
  begin(context, tail, folder);
  await told.until(() => told.length === 300 * 1024);
  assert.equal(turns, parts - 1);
});

const RETURNS = [
  { what: 'grown', change: (path: string) => appendFile(path, 'c\n'), gives: 'a\nb\nc\n' },
  { what: 'unchanged', change: () => Promise.resolve(), gives: 'a\nb\n' },
  {
    what: 'written anew',
    change: (path: string) => writeFile(path, 'x\ny\nz\n'),
    gives: 'a\nb\nx\ny\nz\n',
  },
  {
    what: 'rotated',
    change: async (path: string) => {
      await rename(path, `${path}.1`);
      await writeFile(path, 'new\n');
    },
    gives: 'a\nb\nnew\n',
  },
] as const;

for (const { what, change, gives } of RETURNS) {
  test(`a file that was left and is ${what}: nothing is given twice`, limit, async (context) => {
    const { path, told, tail } = await following(context, (file) => writeFile(file, 'a\nb\n'));
    await told.until(() => told.text === 'a\nb\n');
    await tail.leave();
    await change(path);
    tail.start();
    await appendFile(path, 'end\n');
    await told.until(() => told.text.endsWith('end\n'));
    assert.equal(told.text, `${gives}end\n`);
    const anew = what === 'written anew' || what === 'rotated';
    assert.equal(told.states.includes('rotated'), anew);
  });
}

const LONG = Array.from({ length: 1 << 20 }, (_, at) => `line ${at}\n`).join('');

test(
  'a long file that is left while it is read is closed, and read on later',
  limit,
  async (context) => {
    const { path, told, tail } = await following(context, (file) => writeFile(file, LONG));
    await told.until(() => told.length > 0);
    await tail.leave();
    await released(path, context.signal);
    assert.ok(told.length < LONG.length / 2, `${told.length} bytes were read`);
    tail.start();
    await told.until(() => told.length >= LONG.length);
    assert.equal(told.text, LONG);
  },
);

test(
  'one that is paused while it is read, and rotated: nothing of it is lost',
  limit,
  async (context) => {
    const { path, told, tail } = await following(context, (file) => writeFile(file, LONG));
    await told.until(() => told.length > 0);
    tail.pause();
    await rename(path, `${path}.1`);
    await writeFile(path, 'new\n');
    tail.start();
    await told.until(() => told.length >= LONG.length + 4);
    assert.equal(told.text, `${LONG}new\n`);
  },
);

/** What is asked of the file system meanwhile comes after the rest of a look, which asks less. */
async function untilLooked(path: string): Promise<void> {
  for (let asked = 0; asked < 50; asked += 1) await stat(path);
}

for (const [when, wait] of [
  ['while it looks', () => Promise.resolve()],
  ['between its looks', untilLooked],
] as const) {
  test(`after dispose ${when} nothing is told and nothing is held`, limit, async (context) => {
    const { path, told, tail } = await following(context, (file) => writeFile(file, 'a\n'));
    await told.until(() => told.text === 'a\n');
    await wait(path);
    tail.dispose();
    await appendFile(path, 'b\n');
    const other = new Told();
    const second = new FileTail(path, other.listener, { fromStart: true });
    second.start();
    await other.until(() => other.text === 'a\nb\n');
    second.dispose();
    assert.equal(told.text, 'a\n');
    await released(path, context.signal);
  });
}
