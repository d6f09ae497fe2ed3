import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { LogDecoder } from '../../../src/core/records/decode';
import type { RefusalRecord } from '../../../src/core/records/record';
import { RepeatedRefusal } from '../../../src/core/records/repeated-refusal';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { LatestSightings } from '../../../src/core/traps/latest-sightings';
import type { Evidence, Origin } from '../../../src/core/traps/trap';
import { times } from '../../lib/times';
import { audit } from './make';

const ORIGIN: Origin = { label: 'a.log', file: null };
const OTHER: Origin = { label: 'b.log', file: null };

/** Records of one trap, of calls that are only logged, whose texts differ in what stands before the numbers and behind them. */
const line = (nth: number, before: string, behind: string): string =>
  `${before}audit: type=1326 audit(${1_795_502_300 + nth}.007:${nth}): auid=0 uid=0 gid=0 ses=1 ` +
  `pid=${nth % 7} comm="vcpu0" exe="/opt/vmm" sig=0 arch=c000003e syscall=41 compat=0 ` +
  `ip=0x7f${(nth * 0x10001).toString(16)} code=0x7ffc0000${behind}\n`;

function decoded(lines: readonly string[]): RefusalRecord[] {
  const decoder = new LogDecoder();
  const records = lines.flatMap((each) => decoder.push(each));
  return records.filter((record) => record.kind === 'refusal');
}

/** All that is told of a sighting. */
function told({ record, origin }: Evidence): unknown {
  const { line, raw, time, serial, pid, ip, ipHigh, ipLow, comm, number, fields } = record;
  return { origin, line, raw, time, serial, pid, ip, ipHigh, ipLow, comm, number, fields };
}

test('the latest sightings are those that came, in their order, whatever they are', () => {
  const kinds = fc.tuple(
    fc.constantFrom('', 'host kernel: ', 'other kernel: '),
    fc.constantFrom('', ' more', '\u001dAUID="root"'),
    fc.constantFrom(ORIGIN, OTHER),
    fc.boolean(),
  );
  fc.assert(
    fc.property(
      fc.array(kinds, { maxLength: 40 }),
      fc.integer({ min: 1, max: 10 }),
      (all, most) => {
        const records = decoded(all.map(([before, behind], nth) => line(nth, before, behind)));
        const sightings = new LatestSightings(most);
        const expected = records.map((record, nth): Evidence => {
          const [, , origin = ORIGIN, own = false] = all[nth] ?? [];
          return { record: own ? audit(nth, { line: nth }) : record, origin };
        });
        for (const [nth, { record, origin }] of expected.entries()) {
          sightings.add(record, origin);
          const latest = expected.slice(Math.max(0, nth + 1 - most), nth + 1);
          assert.deepEqual(sightings.all().map(told), latest.map(told));
        }
      },
    ),
    times(),
  );
});

test('of records that are like an earlier one none is kept that is not among the first', async () => {
  const joiner = new TrapJoiner();
  const references = join(joiner, 200);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await setImmediate();
  collect();
  const kept = references.filter((reference) => reference.deref() !== undefined);
  // The first ten, and one that says what the latest have in common.
  assert.equal(kept.length, 11);
  const [trap] = joiner.traps();
  assert.deepEqual(
    trap?.evidence.map(({ record }) => record.serial),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199],
  );
});

function join(joiner: TrapJoiner, count: number): WeakRef<RefusalRecord>[] {
  const records = decoded(Array.from({ length: count }, (_, nth) => line(nth, '', '')));
  assert.ok(records.at(-1) instanceof RepeatedRefusal);
  for (const record of records) joiner.add(record, ORIGIN);
  return records.map((record) => new WeakRef(record));
}
