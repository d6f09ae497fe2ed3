import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefusalRecord, UnnamedRecord } from '../../../src/core/records/record';
import { requestAdvice, unnamedAdvice } from '../../../src/core/traps/advice';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { audit, hyperlight, joinerOf, NOON, origin, strace, unnamed } from './make';

interface Sighting {
  readonly record: RefusalRecord | UnnamedRecord;
  readonly label: string;
  readonly arrived: number | null;
}

const at = (
  label: string,
  record: RefusalRecord | UnnamedRecord,
  arrived: number | null = null,
): Sighting => ({ record, label, arrived });

const CASES: readonly [what: string, one: Sighting, other: Sighting, open: number][] = [
  ['near it in the stream', at('a', hyperlight({ line: 7 })), at('a', unnamed({ line: 9 })), 0],
  [
    'far from it in the stream',
    at('a', hyperlight({ line: 7 })),
    at('a', unnamed({ line: 900 })),
    1,
  ],
  ['in another stream', at('a', hyperlight()), at('b', unnamed()), 1],
  ['of its time', at('a', audit(1)), at('b', unnamed({ time: NOON + 900 })), 0],
  ['of its second', at('a', audit(1)), at('b', unnamed({ clock: (NOON / 1000) % 900 })), 0],
  ['printed when it was recorded', at('a', audit(1)), at('b', unnamed(), NOON + 600), 0],
  ['printed an hour later', at('a', audit(1)), at('b', unnamed(), NOON + 3_600_000), 1],
  ['both printed live', at('a', hyperlight(), NOON), at('b', unnamed(), NOON + 100), 0],
  ['of its process', at('a', audit(1)), at('b', unnamed({ pid: 700 })), 0],
  [
    'of another process',
    at('a', audit(1, { line: 1 })),
    at('a', unnamed({ line: 2, pid: 701 })),
    1,
  ],
  ['of another thread name', at('a', audit(1)), at('a', unnamed({ comm: 'vcpu1' })), 1],
  ['of its program', at('a', audit(1)), at('a', unnamed({ exe: '/usr/bin/vmm' })), 0],
  ['of its program as it was typed', at('a', audit(1)), at('a', unnamed({ exe: './vmm' })), 0],
  ['of another program', at('a', audit(1)), at('a', unnamed({ exe: '/usr/bin/vm' })), 1],
  [
    'of its process and another day',
    at('a', audit(1)),
    at('b', unnamed({ pid: 700, time: 1e12 })),
    1,
  ],
  ['near a thread of a tracer', at('a', strace({ pid: 701 })), at('a', unnamed({ pid: 700 })), 0],
  ['near a call that was let through', at('a', audit(1, { action: 'log' })), at('a', unnamed()), 1],
  ['near a record without a number', at('a', hyperlight({ number: null })), at('a', unnamed()), 1],
];

for (const [what, one, other, open] of CASES) {
  for (const [order, sightings] of [
    ['after', [one, other]],
    ['before', [other, one]],
  ] as const) {
    test(`a message ${what}, ${order} the record: ${open === 0 ? 'explained' : 'stands'}`, () => {
      const joiner = new TrapJoiner();
      for (const { record, label, arrived } of sightings)
        joiner.add(record, origin(label), arrived);
      assert.equal(joiner.unnamed.length, open);
      assert.equal(joiner.traps().length, 1);
    });
  }
}

test('a repeated event explains what is beside it', () => {
  const joiner = new TrapJoiner();
  joiner.add(audit(1), origin('kernel'));
  joiner.add(unnamed({ line: 2 }), origin('auditd'));
  joiner.add(audit(1, { line: 1, transport: 'audit' }), origin('auditd'));
  assert.equal(joiner.unnamed.length, 0);
});

test('the advice is about the action that leaves no record, and tells two ways', () => {
  for (const source of ['audit', 'shell', 'hyperlight', 'program'] as const) {
    const advice = unnamedAdvice({ source });
    assert.match(advice, /\bTrap leaves no record\b.*\bLog\b.*\bstrace -f\b/);
    assert.equal(
      advice.startsWith('Where the filter kills'),
      source === 'audit' || source === 'shell',
    );
  }
});

test('an ioctl without its request says why, and which requests it may have', () => {
  const [doubtful] = joinerOf([
    audit(1),
    hyperlight({ request: 0xae80 }),
    hyperlight({ request: 0x4020b8ff }),
  ]).traps();
  assert.ok(doubtful);
  assert.match(
    requestAdvice(doubtful) ?? '',
    /^Its request is not known.* KVM_RUN, _IOC\(_IOC_WRITE, 0xb8, 0xff, 0x20\), /,
  );
  const [plain] = joinerOf([audit(1)]).traps();
  assert.doesNotMatch((plain && requestAdvice(plain)) ?? '', /lines with/);
  for (const record of [hyperlight({ request: 0xae80 }), audit(1, { number: 39 })]) {
    const [trap] = joinerOf([record]).traps();
    assert.equal(trap && requestAdvice(trap), null);
  }
});

test('losses: the log that says most is believed, and each is told', () => {
  const joiner = new TrapJoiner();
  const lost = (records: number) => ({ kind: 'lost', records, line: 1, raw: '' }) as const;
  joiner.add(lost(10), origin('journal'));
  joiner.add(lost(5), origin('journal'));
  joiner.add(lost(10), origin('dmesg'));
  assert.deepEqual(
    [joiner.lost, joiner.lostIn('journal'), joiner.lostIn('dmesg'), joiner.lostIn('none')],
    [15, 15, 10, 0],
  );
});
