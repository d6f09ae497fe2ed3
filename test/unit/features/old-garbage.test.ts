import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { LogDecoder } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { Runs } from '../../../src/features/shared/runs';

const TRAPS = 10_000;
/** After so many of each trap its evidence is full. */
const FULL = 11;
const ROUNDS = 16;
/** A turn of the extension host. */
const CHUNK = 8 << 10;
/** It is some 70, and was 350 when what others take the place of was made of objects and maps. */
const BYTES_A_RECORD = 150;

/** One record of each trap. */
function log(round: number): Buffer {
  const lines = Array.from({ length: TRAPS }, (_, which) => {
    const nth = round * TRAPS + which;
    return (
      `type=SECCOMP msg=audit(${1_795_507_687 + round}.${String(which % 1000).padStart(3, '0')}:` +
      `${nth}): auid=1000 uid=1000 gid=1000 ses=3 subj=unconfined pid=${which + 1} ` +
      `comm="worker-${which}" exe="/usr/bin/vmm" sig=31 arch=c000003e syscall=41 compat=0 ` +
      `ip=0x7f${nth.toString(16)} code=0x80000000\n`
    );
  });
  return Buffer.from(lines.join(''));
}

function oldSpace(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space');
  return space?.space_used_size ?? NaN;
}

test('records of known traps leave little that gets old, which only a collection of all finds', () => {
  const decoder = new LogDecoder();
  const joiner = new TrapJoiner();
  const runs = new Runs();
  const origin = { label: 'audit.log', file: '/audit.log' };
  let before = NaN;
  for (let round = 0; round < FULL + ROUNDS; round++) {
    if (round === FULL) before = oldSpace();
    const bytes = log(round);
    for (let at = 0; at < bytes.length; at += CHUNK) {
      for (const record of decoder.push(bytes.subarray(at, at + CHUNK))) {
        const trap = joiner.add(record, origin);
        if (trap && record.kind === 'refusal') runs.see(trap.key, origin, record.time);
      }
    }
  }
  assert.equal(joiner.traps().at(-1)?.count, FULL + ROUNDS);
  const grown = (oldSpace() - before) / (ROUNDS * TRAPS);
  assert.ok(grown < BYTES_A_RECORD, `${grown} bytes a record`);
});
