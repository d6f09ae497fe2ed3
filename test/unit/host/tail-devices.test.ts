import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { FileTail, type TailState } from '../../../src/host/tail';

/** What a followed log is replaced by, whose reading would block, or never end. */
const REPLACEMENTS: readonly (readonly [what: string, make: (file: string) => void])[] = [
  [
    'a link to a device without an end',
    (file) => {
      symlinkSync('/dev/zero', file);
    },
  ],
  [
    'a link to a terminal',
    (file) => {
      symlinkSync('/dev/tty', file);
    },
  ],
  [
    'a pipe',
    (file) => {
      execFileSync('mkfifo', [file]);
    },
  ],
  [
    'a folder',
    (file) => {
      mkdirSync(file);
    },
  ],
  [
    'a link to itself',
    (file) => {
      symlinkSync(file, file);
    },
  ],
];

for (const [what, make] of REPLACEMENTS) {
  test(`a followed log becomes ${what}: nothing of it is read, and a file in its place is`, async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tail-devices-'));
    const file = path.join(folder, 'log');
    writeFileSync(file, 'before\n');
    let text = '';
    const states: TailState[] = [];
    const tail = new FileTail(
      file,
      {
        onBytes: (chunk) => {
          text += Buffer.from(chunk).toString();
        },
        onState: (state) => {
          states.push(state);
        },
      },
      { fromStart: true },
    );
    t.after(() => {
      tail.dispose();
      rmSync(folder, { recursive: true });
    });
    // A follower keeps no process alive: this does.
    const until = async (holds: () => boolean): Promise<void> => {
      while (!holds()) await setTimeout(20);
    };
    tail.start();
    await until(() => text === 'before\n');
    unlinkSync(file);
    make(file);
    await until(() => states.some((state) => typeof state === 'object'));
    assert.equal(text, 'before\n');
    rmSync(file, { recursive: true });
    writeFileSync(`${file}.new`, 'behind\n');
    renameSync(`${file}.new`, file);
    await until(() => text.includes('behind'));
    assert.equal(text, 'before\nbehind\n');
  });
}
