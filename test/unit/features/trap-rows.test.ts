import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, countOf, rowBeside, shownOf } from '../../../src/features/traps/nodes';
import type { Ignored } from '../../../src/features/shared/ignored';
import type { TrapStore } from '../../../src/features/shared/trap-store';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import type { Trap } from '../../../src/core/traps/trap';

function trapOf(nth: number): Trap {
  return {
    key: `k${nth}`,
    arch: 'x86_64',
    auditArch: null,
    number: 39,
    syscall: null,
    request: null,
    action: null,
    comm: `t${nth % 3}`,
    exe: null,
    count: 1,
    evidence: [],
    evidenceCount: 0,
  };
}

const store = (count: number) =>
  ({
    traps: Array.from({ length: count }, (_, nth) => trapOf(nth)),
    unnamed: [],
    lost: 0,
    runs: { lastSeen: () => 0 },
  }) as unknown as TrapStore;
const ignored = { all: [], has: ({ key }: Trap) => key === 'k1' } as unknown as Ignored;

const cases = [
  { traps: 5, most: 10, rows: 4, hidden: 0 },
  { traps: 11, most: 10, rows: 10, hidden: 0 },
  { traps: 12, most: 10, rows: 10, hidden: 1 },
  { traps: 10_000, most: 200, rows: 200, hidden: 9_799 },
];
for (const { traps, most, rows, hidden } of cases) {
  for (const group of ['none', 'thread'] as const) {
    test(`${traps} traps with room for ${most}, grouped by ${group}`, () => {
      const shown = shownOf(store(traps), ignored, { group, order: 'first' }, most);
      const roots = childrenOf(shown);
      const below = roots.flatMap((node) =>
        node.kind === 'group' ? childrenOf(shown, node) : node,
      );
      assert.equal(below.filter(({ kind }) => kind === 'trap').length, rows);
      assert.equal(shown.hidden, hidden);
      assert.equal(roots.at(-1)?.kind === 'hidden', hidden > 0);
    });
  }
}

// Of six, k1 is ignored already.
const going: readonly [gone: readonly number[], beside: string | null][] = [
  [[0], 'k2'],
  [[2], 'k3'],
  [[5], 'k4'],
  [[4, 5], 'k3'],
  [[0, 3], 'k4'],
  [[0, 5], 'k4'],
  [[0, 2, 3, 4, 5], 'ignored'],
  [[1], null],
  [[], null],
];
for (const [gone, beside] of going) {
  test(`when ${gone.join(', ') || 'nothing'} of six goes, the keyboard goes to ${String(beside)}`, () => {
    const shown = shownOf(store(6), ignored, { group: 'none', order: 'first' }, 10);
    const node = rowBeside(shown, gone.map(trapOf));
    assert.equal(node?.kind === 'trap' ? node.key : (node?.kind ?? null), beside);
  });
}

const sightings = [1, 10, 11, 20, 21, 57];
for (const count of sightings) {
  test(`the rows below a trap that was seen ${count} times are counted as they are`, () => {
    const joiner = new TrapJoiner();
    for (const record of decodeText(audits(count))) {
      joiner.add(record, { label: 'a.log', file: null });
    }
    const [trap] = joiner.traps();
    assert.ok(trap);
    assert.equal(trap.count, count);
    assert.equal(trap.evidenceCount, trap.evidence.length);
    const seen = Object.assign(store(0), { byKey: () => trap });
    const shown = shownOf(seen, ignored, { group: 'none', order: 'first' }, 10);
    const node = { kind: 'trap', key: trap.key } as const;
    assert.equal(countOf(shown, node), childrenOf(shown, node).length);
  });
}

function audits(count: number): string {
  const lines = Array.from({ length: count }, (_, nth) => {
    return `type=SECCOMP msg=audit(1700000000.${100 + nth}:${nth + 1}): pid=9 comm="vcpu0" exe="/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f code=0x80000000\n`;
  });
  return lines.join('');
}
