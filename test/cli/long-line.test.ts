import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startLens } from './lens';
import { auditLine } from './sources';

const MEBIBYTE = 1024 * 1024;
const LINE = 200;
/** In MiB; what was seen is 58 to 107. */
const MOST = 150;

const FILLERS: readonly (readonly [what: string, filler: string])[] = [
  ['letters', 'a'],
  ['the beginnings of sequences for a terminal', '\u001b]8;;x\u0007'],
  ['an object of JSON without an end', '{"a":'],
];

for (const [what, filler] of FILLERS) {
  test(
    `the record behind a line of ${LINE} MiB of ${what} is found, with little memory`,
    { timeout: 120_000, skip: existsSync('/proc/self/status') ? false : 'needs /proc' },
    async (t) => {
      const child = startLens(t, ['decode', '--each', '--json', '-']);
      const piece = Buffer.alloc(MEBIBYTE, filler);
      for (let written = 0; written < LINE; written++) {
        if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
      }
      child.stdin.write(`\n${auditLine({ syscall: 39 })}`);
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'));
      child.stdin.end();
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 0);
      const { syscall, line } = JSON.parse(said.toString()) as Record<string, unknown>;
      assert.deepEqual([syscall, line], ['getpid', 2]);
      assert.ok(Number(peak?.[1]) / 1024 < MOST, `${peak?.[1]} kB`);
    },
  );
}
