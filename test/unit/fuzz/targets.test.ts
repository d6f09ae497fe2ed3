import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadTargets, SEEDS, TARGETS } from '../../fuzz/targets';

const TEST = join(__dirname, '../..');
const FOLDERS = {
  records: 'records',
  strace: 'strace',
  policy: 'policies',
  typed: 'policies',
} as const;
/** A policy is read, planned for and read again, or edited and read again: each try takes longer. */
const RUNS = { records: 400, strace: 400, policy: 200, typed: 30 } as const;
/** Of a log or a trace the first byte says how it is cut. */
const HEADS = { records: [63], strace: [63], policy: [], typed: [] } as const;

function filesIn(folder: string): Buffer[] {
  const names = readdirSync(folder).filter((name) => SEEDS.test(name));
  assert.ok(names.length > 0, `${folder} holds none`);
  return names.map((name) => readFileSync(join(folder, name)));
}

const change = fc.record({
  at: fc.nat(),
  cut: fc.nat({ max: 40 }),
  put: fc.uint8Array({ maxLength: 8 }),
});

for (const name of TARGETS) {
  test(`${name}: what fuzzing has kept`, async () => {
    const target = (await loadTargets())[name];
    for (const bytes of filesIn(join(TEST, 'fuzz/corpus', name))) target(bytes);
  });

  test(`${name}: whole captures, as fuzzing begins with them`, async () => {
    const target = (await loadTargets())[name];
    for (const seed of filesIn(join(TEST, 'fixtures', FOLDERS[name]))) {
      target(Buffer.concat([Buffer.of(...HEADS[name]), seed]));
    }
  });

  test(`${name}: captures with bytes changed`, async () => {
    const target = (await loadTargets())[name];
    const seeds = filesIn(join(TEST, 'fixtures', FOLDERS[name])).map((it) => it.subarray(0, 4096));
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.nat({ max: 255 }),
        fc.array(change, { maxLength: 6 }),
        (seed, cuts, changes) => {
          let bytes: Uint8Array = seed;
          for (const { at, cut, put } of changes) {
            const from = at % (bytes.length + 1);
            bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
          }
          target(Buffer.concat([Buffer.of(cuts), bytes]));
        },
      ),
      { seed: 7, numRuns: RUNS[name] },
    );
  });
}
