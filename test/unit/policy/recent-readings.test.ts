import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Random } from '../../../scripts/bench/random';
import { rustSource } from '../../../scripts/bench/rust-source';
import type { Crate } from '../../../src/core/policy/crate';
import type { Policy } from '../../../src/core/policy/model';
import { readPolicy } from '../../../src/core/policy/read';
import { RecentReadings } from '../../../src/core/policy/recent-readings';
import { loadRustParserFromPackages } from '../../lib/rust-parser';
import { among, edited } from '../../lib/typing';

const FOLDER = path.join(__dirname, '../../fixtures/policies');
const FIXTURES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.rs'))
  .map((name) => readFileSync(path.join(FOLDER, name), 'utf8'));

/** Edits of a fixture alone, of one with its crate, and of a source whose functions mostly are apart. */
const EDITS = { alone: 6, crate: 3, apart: 40 };

/** Whether the policy of a text was taken over of the one before it. */
function isMoved(before: Policy, after: Policy): boolean {
  return before !== after && before.macros === after.macros;
}

/** All that a policy says, wherever that stands. */
function said({ lists, filters, ruleSets, problems }: Policy): string {
  const all = { lists, filters, ruleSets, problems };
  return JSON.stringify(all, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : typeof value === 'number' ? 0 : value,
  );
}

test('a source that is typed in says what it says when read anew', async () => {
  const [parser, other] = [await loadRustParserFromPackages(), await loadRustParserFromPackages()];
  const readings = new RecentReadings(parser);
  const random = new Random(20261126);
  let [moved, different] = [0, 0];
  const plain = Array.from({ length: 9 }, (_, nth) => rustSource(new Random(nth), 60));
  for (const [nth, fixture] of [...FIXTURES, ...plain].entries()) {
    const whole = among(fixture, random);
    const beside = FIXTURES[(nth + 1) % FIXTURES.length] ?? '';
    const crate: Crate = { modules: [], files: [{ path: 'b.rs', text: beside, modules: ['b'] }] };
    const isApart = nth >= FIXTURES.length;
    for (const around of isApart ? [undefined] : [undefined, crate]) {
      const edits = isApart ? EDITS.apart : around ? EDITS.crate : EDITS.alone;
      let text = whole;
      let before = readings.read(text, 'x86_64', around);
      for (let count = 0; count < edits; count += 1) {
        for (const next of edited(text, random)) {
          const policy = readings.read(next, 'x86_64', around);
          const anew = readPolicy(other, next, 'x86_64', around);
          assert.deepEqual(policy, anew, JSON.stringify([text, next]));
          if (isMoved(before, policy)) {
            moved += 1;
            if (said(before) !== said(policy)) different += 1;
          }
          // Many edits break a text: go on from one that is whole.
          const isWhole = anew.problems.every(({ blocks }) => !blocks);
          text = isWhole ? next : text;
          before = readings.read(text, 'x86_64', around);
        }
        if (random.below(4) === 0) text = whole;
        before = readings.read(text, 'x86_64', around);
      }
    }
  }
  assert.ok(moved > 100, `only ${moved} of the policies were taken over`);
  assert.ok(different > 50, `only ${different} of these say something else`);
  parser.dispose();
  other.dispose();
});

/** What fuzzing `typed` found: a source, what is typed in it, and where. */
const FOUND: Readonly<Record<string, readonly [source: string, typed: string, behind: string]>> = {
  'a star in a function whose comment says “use”': [
    `/// Of use to others.
fn other(x: &mut u8) {
}
fn filter() -> R {
    let mut ctx = libseccomp::ScmpFilterContext::new(libseccomp::ScmpAction::Trap)?;
    ctx.load()
}
`,
    '*x = 1;',
    'u8) {',
  ],
};

for (const [what, [source, typed, behind]] of Object.entries(FOUND)) {
  test(`typed in: ${what}`, async () => {
    const parser = await loadRustParserFromPackages();
    const readings = new RecentReadings(parser);
    const before = readings.read(source, 'x86_64');
    const text = source.replace(behind, () => behind + typed);
    const policy = readings.read(text, 'x86_64');
    assert.ok(isMoved(before, policy));
    assert.deepEqual(policy, readPolicy(parser, text, 'x86_64'));
    parser.dispose();
  });
}
