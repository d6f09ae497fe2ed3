import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { LogRecord } from '../../../src/core/records/record';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { LiveDecoder } from '../../../src/host/live-decoder';
import { FileTail } from '../../../src/host/tail';
import { isHeld, released } from '../../lib/processes';

const limit = { timeout: 60_000 };

/** As `ausearch -i` and programs print it: the thread's name as it is. */
const record = (serial: number, comm: string): Buffer =>
  Buffer.from(
    `type=SECCOMP msg=audit(1700000000.123:${serial}): auid=0 uid=0 gid=0 ses=1 pid=7 comm="${comm}" exe="/opt/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f00 code=0x80000000\n`,
  );

/** A log that is followed and decoded as a window does it. */
class Followed {
  readonly records: LogRecord[] = [];
  readonly tail: FileTail;
  #wake = (): void => undefined;

  constructor(path: string) {
    const decoder = new LiveDecoder((records) => {
      this.records.push(...records);
      this.#wake();
    });
    this.tail = new FileTail(
      path,
      {
        onBytes: (chunk) => {
          decoder.push(chunk);
        },
        onState: (state) => {
          if (state === 'rotated' || state === 'gone') decoder.end();
        },
      },
      { fromStart: true },
    );
    this.tail.start();
  }

  async until(count: number): Promise<void> {
    while (this.records.length < count) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-log-faults-'));
  const alive = setInterval(() => undefined, 1000);
  t.after(async () => {
    clearInterval(alive);
    await rm(folder, { recursive: true });
  });
  return folder;
}

const ROTATIONS: readonly (readonly [kind: string, rotate: (path: string) => void])[] = [
  [
    'rename',
    (path) => {
      renameSync(path, `${path}.1`);
    },
  ],
  [
    'copytruncate',
    (path) => {
      copyFileSync(path, `${path}.1`);
      truncateSync(path, 0);
    },
  ],
  [
    'deletion',
    (path) => {
      rmSync(path);
    },
  ],
];

const NAME = 'größe-日本-😀';

for (const [kind, rotate] of ROTATIONS) {
  test(`${kind} in the middle of a character spoils no other record`, limit, async (t) => {
    const path = join(await folderOf(t), 'a.log');
    const whole = record(2, NAME);
    // At every byte of the name, so inside characters of two, three and four bytes.
    const from = whole.indexOf(Buffer.from(NAME));
    const cuts = Array.from({ length: Buffer.byteLength(NAME) }, (_, at) => from + at + 1);
    await writeFile(path, '');
    const followed = new Followed(path);
    t.after(() => {
      followed.tail.dispose();
    });
    for (const [turn, cut] of cuts.entries()) {
      const before = followed.records.length;
      appendFileSync(path, Buffer.concat([record(turn * 10 + 1, 'first'), whole.subarray(0, cut)]));
      await followed.until(before + 1);
      rotate(path);
      appendFileSync(path, record(turn * 10 + 3, NAME));
      // Once the next is told, what stands between the two has been told as well.
      while (
        followed.records.at(-1)?.kind !== 'refusal' ||
        commOf(followed.records.at(-1)) !== NAME
      ) {
        await followed.until(followed.records.length + 1);
      }
      const last = followed.records.at(-1);
      assert.equal(last?.line, 1, 'the line is counted from the new beginning');
    }
    const comms = followed.records.map(commOf);
    assert.equal(comms.filter((comm) => comm === 'first').length, cuts.length);
    assert.equal(comms.filter((comm) => comm === NAME).length, cuts.length);
  });
}

test(
  '50 followers of one log: each is told all of it once, through rotations, and lets go',
  limit,
  async (t) => {
    const path = join(await folderOf(t), 'a.log');
    await writeFile(path, '');
    const followers = Array.from({ length: 50 }, () => new Followed(path));
    t.after(() => {
      for (const { tail } of followers) tail.dispose();
    });
    const count = 300;
    for (let serial = 0; serial < count; serial += 1) {
      if (serial > 0 && serial % 100 === 0) {
        await Promise.all(followers.map((it) => it.until(serial)));
        renameSync(path, `${path}.1`);
      }
      appendFileSync(path, record(serial, 'vcpu0'));
    }
    await Promise.all(followers.map((it) => it.until(count)));
    for (const { records } of followers) {
      assert.deepEqual(
        records.map(({ line }) => line),
        Array.from({ length: count }, (_, at) => (at % 100) + 1),
      );
    }
    await Promise.all(followers.map(({ tail }) => tail.leave()));
    // A look that is under way closes its file when it is done.
    await released(path, t.signal);
  },
);

test('a follower that has nothing to do lets go of the log at once', limit, async (t) => {
  const path = join(await folderOf(t), 'a.log');
  await writeFile(path, record(1, 'vcpu0'));
  const followed = new Followed(path);
  t.after(() => {
    followed.tail.dispose();
  });
  await followed.until(1);
  followed.tail.pause();
  // No look begins any more, and one that is under way asks for files until it is over.
  do await new Promise((resolve) => setImmediate(resolve));
  while (process.getActiveResourcesInfo().includes('FSReqPromise'));
  assert.ok(isHeld(path));
  await followed.tail.leave();
  assert.ok(!isHeld(path));
  appendFileSync(path, record(2, 'vcpu0'));
  followed.tail.start();
  await followed.until(2);
  assert.deepEqual(
    followed.records.map(({ line }) => line),
    [1, 2],
  );
});

test('records whose clock goes back are each an event, and none is lost', () => {
  const joiner = new TrapJoiner();
  const times = [1000, 2000, 1999, 500, 0, 1_000_000, 3, 2000];
  for (const [serial, time] of times.entries()) {
    const text = record(serial, 'vcpu0')
      .toString()
      .replace('1700000000', String(1_700_000_000 + time));
    const decoded: LogRecord[] = [];
    const decoder = new LiveDecoder((records) => decoded.push(...records));
    decoder.push(text);
    decoder.end();
    for (const one of decoded) joiner.add(one, { label: 'a.log', file: null });
  }
  assert.deepEqual(
    joiner.traps().map(({ count }) => count),
    [times.length],
  );
});

function commOf(record: LogRecord | undefined): string | null {
  return record?.kind === 'refusal' ? record.comm : null;
}
