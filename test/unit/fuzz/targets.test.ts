import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { targets } from '../../fuzz/targets';

const FIXTURES = join(__dirname, '../../fixtures');

function seedsOf(target: string): Buffer[] {
  const folder = join(FIXTURES, target);
  return readdirSync(folder)
    .filter((name) => /\.(?:log|json|strace)$/.test(name))
    .map((name) => readFileSync(join(folder, name)).subarray(0, 4096));
}

const change = fc.record({
  at: fc.nat(),
  cut: fc.nat({ max: 40 }),
  put: fc.uint8Array({ maxLength: 8 }),
});

for (const [name, target] of Object.entries(targets)) {
  test(`${name}: captures with bytes changed`, () => {
    const seeds = seedsOf(name);
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
      { seed: 7, numRuns: 400 },
    );
  });
}
