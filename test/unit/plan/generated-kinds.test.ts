import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type { PlanOptions } from '../../../src/core/plan/options';
import type { RustParser } from '../../../src/core/policy/parser';
import { want } from './cases';
import { ask } from './generated/edit';
import { commons, errnos, hosts, type Group } from './generated/groups';
import { CALLS } from './generated/item';
import { times } from '../../lib/times';
import { parserReady } from './support';

let parser: RustParser;
before(async () => {
  parser = await parserReady;
});

/** Kinds whose change is more than one list's: what each may change is in `generated/edit.ts`. */
const KINDS: readonly {
  readonly kind: NonNullable<PlanOptions['kind']>;
  readonly sources: fc.Arbitrary<Group>;
  readonly list: readonly (string | undefined)[];
  /** A list of the file whose calls are asked for as well as others. */
  readonly held: string;
}[] = [
  { kind: 'errno', sources: errnos, list: ['refused', undefined], held: 'allowed' },
  { kind: 'common', sources: commons, list: ['base', 'one', undefined], held: 'two' },
  { kind: 'host-function', sources: hosts, list: ['F', undefined], held: 'F' },
];

for (const { kind, sources, list, held } of KINDS) {
  test(`${kind}: what it says and nothing else, once, and can be taken back`, (t) => {
    const counts = new Map<string, number>();
    const call = fc.oneof(fc.constantFrom(...CALLS.map(({ name }) => name)), fc.nat());
    fc.assert(
      fc.property(sources, call, fc.constantFrom(...list), (source, pick, name) => {
        const there = source.calls[held] ?? [];
        const asked =
          typeof pick === 'string' ? pick : (there[pick % Math.max(1, there.length)] ?? 'getpid');
        const options = { kind, ...(name === undefined ? {} : { list: name }) };
        const outcome = ask(parser, source.text, { want: want(asked), options });
        for (const one of 'proved' in outcome ? outcome.proved : [outcome.refused]) {
          counts.set(one, (counts.get(one) ?? 0) + 1);
        }
      }),
      times(120),
    );
    t.diagnostic([...counts].map(([one, count]) => `${count} ${one}`).join(', '));
    assert.ok((counts.get(kind) ?? 0) > 30, `few of kind ${kind}`);
  });
}
