import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RefusalRecord } from '../../../src/core/records/record';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { times } from '../../lib/times';
import { audit, hyperlight, joinerOf, NOON, origin, strace, words } from './make';

const RUN = 0xae80;
const CREATE = 0xae01;
const CHECK = 0xae03;

const run = { request: RUN };
const create = { request: CREATE };
const vcpu1 = { comm: 'vcpu1' };

type Case = readonly [what: string, records: readonly RefusalRecord[], traps: readonly string[]];

const CASES: readonly Case[] = [
  [
    'a record and the line with its request',
    [audit(1), hyperlight(run)],
    ['1 vcpu0 ioctl(KVM_RUN)'],
  ],
  ['a record and the trace of it', [audit(1), strace(run)], ['1 vcpu0 ioctl(KVM_RUN)']],
  [
    'all three, the trace without the request',
    [audit(1), strace({ pid: 701 }), hyperlight(run)],
    ['1 vcpu0 ioctl(KVM_RUN)'],
  ],
  [
    'the trace and the program alone',
    [strace({ pid: 701, comm: 'vcpu0' }), hyperlight(run)],
    ['1 vcpu0 ioctl(KVM_RUN)'],
  ],
  [
    'each line answers for one event',
    [audit(1), audit(2), audit(3), hyperlight(run)],
    ['1 vcpu0 ioctl(KVM_RUN)', '2 vcpu0 ioctl'],
  ],
  [
    'two requests of one thread, both recorded',
    [audit(1), audit(2), hyperlight(run), hyperlight(create)],
    ['1 vcpu0 ioctl(KVM_RUN)', '1 vcpu0 ioctl(KVM_CREATE_VM)'],
  ],
  [
    'two requests, one record: it could be of either',
    [audit(1), hyperlight(run), hyperlight(create)],
    ['1 vcpu0 ioctl', '1 ? ioctl(KVM_RUN)', '1 ? ioctl(KVM_CREATE_VM)'],
  ],
  [
    'two threads, one line: it could be of either',
    [audit(1), audit(2, vcpu1), hyperlight(run)],
    ['1 vcpu0 ioctl', '1 vcpu1 ioctl', '1 ? ioctl(KVM_RUN)'],
  ],
  [
    'two threads, one request, both recorded',
    [audit(1), audit(2, vcpu1), hyperlight(run), hyperlight(run)],
    ['1 vcpu0 ioctl(KVM_RUN)', '1 vcpu1 ioctl(KVM_RUN)'],
  ],
  [
    'two threads and two requests: nothing says whose is which',
    [audit(1), audit(2, vcpu1), hyperlight(run), hyperlight(create)],
    ['1 vcpu0 ioctl', '1 vcpu1 ioctl', '1 ? ioctl(KVM_RUN)', '1 ? ioctl(KVM_CREATE_VM)'],
  ],
  [
    'their names say it',
    [audit(1), audit(2, vcpu1), strace({ ...run, ...vcpu1 }), strace({ ...create, comm: 'vcpu0' })],
    ['1 vcpu0 ioctl(KVM_CREATE_VM)', '1 vcpu1 ioctl(KVM_RUN)'],
  ],
  [
    'their addresses say it',
    [
      audit(1),
      audit(2, { ...vcpu1, ip: '0x7f0000002000' }),
      strace({ ...run, ip: '0x7f0000002000' }),
      strace({ ...create, ip: '0x7f0000001000' }),
    ],
    ['1 vcpu0 ioctl(KVM_CREATE_VM)', '1 vcpu1 ioctl(KVM_RUN)'],
  ],
  [
    'their processes say it',
    [
      audit(1),
      audit(2, { ...vcpu1, pid: 800 }),
      strace({ ...run, pid: 800 }),
      strace({ ...create, pid: 700 }),
    ],
    ['1 vcpu0 ioctl(KVM_CREATE_VM)', '1 vcpu1 ioctl(KVM_RUN)'],
  ],
  [
    'their seconds say it',
    [
      audit(1),
      audit(2, { ...vcpu1, time: NOON + 60_000 }),
      strace({ ...run, clock: ((NOON + 60_000) / 1000) % 900 }),
      strace({ ...create, clock: (NOON / 1000) % 900 }),
    ],
    ['1 vcpu0 ioctl(KVM_CREATE_VM)', '1 vcpu1 ioctl(KVM_RUN)'],
  ],
  [
    'their milliseconds say it',
    [
      audit(1),
      audit(2, { ...vcpu1, time: NOON + 400 }),
      strace({ ...run, time: NOON + 402.5 }),
      strace({ ...create, time: NOON + 1.25 }),
    ],
    ['1 vcpu0 ioctl(KVM_CREATE_VM)', '1 vcpu1 ioctl(KVM_RUN)'],
  ],
  ['another call', [audit(1), hyperlight({ number: 39 })], ['1 vcpu0 ioctl', '1 ? getpid']],
  [
    'another architecture',
    [
      audit(1, { arch: 'aarch64', auditArch: 0xc00000b7, number: 29 }),
      hyperlight({ ...run, number: 29 }),
    ],
    ['1 vcpu0 ioctl', '1 ? shmget(KVM_RUN)'],
  ],
  [
    'another action: a run under Log is not the run that trapped',
    [audit(1, { action: 'log' }), hyperlight(run)],
    ['1 vcpu0 ioctl', '1 ? ioctl(KVM_RUN)'],
  ],
  [
    'a quarter of an hour later, to the second',
    [audit(1), strace({ ...run, time: NOON + 900_000 })],
    ['1 vcpu0 ioctl', '1 ? ioctl(KVM_RUN)'],
  ],
  [
    'a call that has no request',
    [audit(1, { number: 39 }), strace({ number: 39 })],
    ['1 vcpu0 getpid'],
  ],
  [
    'a program’s whole name of its thread',
    [audit(1, { comm: 'a-long-thread-n' }), strace({ ...run, comm: 'a-long-thread-name' })],
    ['1 a-long-thread-n ioctl(KVM_RUN)'],
  ],
  [
    'the record and the trace have the same words',
    [audit(1, { exe: null }), strace({ comm: 'vcpu0' }), audit(2, { exe: null })],
    ['2 vcpu0 ioctl'],
  ],
];

for (const [what, records, traps] of CASES) {
  test(`joined: ${what}`, () => {
    assert.deepEqual(joinerOf(records).traps().map(words), traps);
  });
  test(`in any order: ${what}`, () => {
    const sorted = [...traps].sort();
    fc.assert(
      fc.property(fc.shuffledSubarray([...records], { minLength: records.length }), (shuffled) => {
        assert.deepEqual(joinerOf(shuffled).traps().map(words).sort(), sorted);
      }),
      times(30),
    );
  });
}

test('a joined trap has the evidence of all, and what each of them knows', () => {
  const [kernel, line] = [audit(1), hyperlight(run)];
  const [trap] = joinerOf([kernel, line]).traps();
  assert.deepEqual(
    trap?.evidence.map(({ record }) => record),
    [kernel, line],
  );
  assert.deepEqual(
    [trap.exe, trap.action, trap.auditArch, trap.request],
    ['/usr/bin/vmm', 'trap', 0xc000003e, RUN],
  );
});

test('a trap is followed to what it became, and back', () => {
  const joiner = joinerOf([audit(1)]);
  const [before] = joiner.traps();
  assert.ok(before);
  joiner.add(hyperlight(run), origin('b'));
  const [joined] = joiner.traps();
  assert.equal(joined?.request, RUN);
  assert.equal(joiner.byKey(before.key), joined);
  assert.equal(joiner.byKey(joined.key), joined);
  // A second request comes: the first one need not have been of this record.
  joiner.add(hyperlight(create), origin('b'));
  const [after] = joiner.traps();
  assert.deepEqual([after?.key, after?.request], [before.key, null]);
  assert.equal(joiner.byKey(joined.key), after);
  assert.equal(joiner.byKey('no such key'), null);
});

test('where records fit several requests, the trap names them', () => {
  const [trap, ...lines] = joinerOf([audit(1), hyperlight(run), hyperlight(create)]).traps();
  assert.deepEqual(trap?.maybe, [RUN, CREATE]);
  assert.deepEqual(
    lines.map(({ maybe }) => maybe),
    [undefined, undefined],
  );
});

test('a live stream’s lines are of the time at which they came', () => {
  const late = NOON + 3_600_000;
  for (const [arrived, expected] of [
    [NOON + 700, ['1 vcpu0 ioctl(KVM_RUN)']],
    [late, ['1 vcpu0 ioctl', '1 ? ioctl(KVM_RUN)']],
  ] as const) {
    const joiner = new TrapJoiner();
    joiner.add(audit(1), origin('kernel'));
    joiner.add(hyperlight(run), origin('terminal'), arrived);
    assert.deepEqual(joiner.traps().map(words), expected);
  }
});

/** Events of a few threads, each told by some witnesses. */
const events = fc.array(
  fc.record({
    thread: fc.integer({ min: 0, max: 2 }),
    second: fc.integer({ min: 0, max: 20 }),
    request: fc.constantFrom(RUN, CREATE, CHECK),
    told: fc.constantFrom('kernel', 'tracer', 'program', 'both', 'all'),
  }),
  { maxLength: 12 },
);

test('how streams are interleaved does not matter, and no event is lost', () => {
  fc.assert(
    fc.property(events, fc.infiniteStream(fc.nat({ max: 2 })), (all, choice) => {
      const streams: RefusalRecord[][] = [[], [], []];
      for (const [i, { thread, second, request, told }] of all.entries()) {
        const time = NOON + second * 1000;
        const comm = `t${thread}`;
        const by = (witness: string) => told === witness || told === 'all';
        if (by('kernel') || told === 'both') streams[0]?.push(audit(i, { time, comm }));
        if (by('tracer')) streams[1]?.push(strace({ time, comm, request }));
        if (by('program') || told === 'both') streams[2]?.push(hyperlight({ request }));
      }
      const inTurn = joinerOf(streams.flat()).traps();
      const longest = Math.max(...streams.map(({ length }) => length));
      const total = inTurn.reduce((sum, { count }) => sum + count, 0);
      assert.ok(total >= longest, `${total} events of a stream with ${longest}`);
      assert.ok(total <= streams.flat().length);

      const mixed: RefusalRecord[] = [];
      const rest = streams.map((stream) => [...stream]);
      while (rest.some(({ length }) => length > 0)) {
        const record = rest[choice.next().value as number]?.shift();
        if (record) mixed.push(record);
      }
      assert.deepEqual(joinerOf(mixed).traps().map(words).sort(), inTurn.map(words).sort());
    }),
    times(300),
  );
});

test('asked after each record, a joiner says what one says that is asked in the end', () => {
  const told = fc.array(
    fc.record({
      thread: fc.integer({ min: 0, max: 3 }),
      second: fc.integer({ min: 0, max: 3 }),
      by: fc.constantFrom('kernel', 'kernel', 'kernel', 'again', 'program'),
    }),
    { maxLength: 10 },
  );
  fc.assert(
    fc.property(told, fc.boolean(), (all, alone) => {
      const records: RefusalRecord[] = [];
      for (const [i, { thread, second, by }] of all.entries()) {
        const earlier = records.at(-1);
        if (by === 'program' && !alone) records.push(hyperlight({ request: RUN }));
        else {
          const whole = audit(i, { time: NOON + second * 1000, comm: `t${thread}` });
          const isAgain = by === 'again' && earlier && !earlier.replaces;
          records.push(isAgain ? { ...whole, replaces: earlier } : whole);
        }
      }
      const asked = new TrapJoiner();
      for (const [i, record] of records.entries()) {
        asked.add(record, origin('a log'));
        const fresh = new TrapJoiner();
        for (const one of records.slice(0, i + 1)) fresh.add(one, origin('a log'));
        assert.deepEqual(asked.traps().map(words), fresh.traps().map(words));
        for (const trap of asked.traps()) assert.equal(asked.byKey(trap.key), trap);
      }
    }),
    times(300),
  );
});

for (const [what, order] of [
  ['one after the other', (one: RefusalRecord[], two: RefusalRecord[]) => [...one, ...two]],
  [
    'in turns',
    (one: RefusalRecord[], two: RefusalRecord[]) => one.flatMap((it, i) => [it, two[i]]),
  ],
] as const) {
  test(`10,000 events by two transports, ${what}: nothing twice, nothing lost`, () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => i);
    const at = (i: number) => ({ time: NOON + i * 150, ip: `0x7f${i.toString(16)}` });
    const kernel = numbers.map((i) => audit(i, at(i)));
    const auditd = numbers.map((i) => audit(i, { ...at(i), transport: 'audit' }));
    const trace = numbers.map((i) => strace({ ...at(i), request: i % 2 === 0 ? RUN : CREATE }));
    const journal = numbers.map((i) =>
      audit(i, { ...at(i), time: null, serial: null, clock: Math.floor(at(i).time / 1000) % 900 }),
    );
    const of = (one: RefusalRecord[], two: RefusalRecord[]) =>
      joinerOf(order(one, two).filter((it) => it !== undefined))
        .traps()
        .map(words);
    assert.deepEqual(of(kernel, auditd), ['10000 vcpu0 ioctl']);
    assert.deepEqual(of(kernel, journal), ['10000 vcpu0 ioctl']);
    assert.deepEqual(of(kernel, trace), [
      '5000 vcpu0 ioctl(KVM_RUN)',
      '5000 vcpu0 ioctl(KVM_CREATE_VM)',
    ]);
  });
}

test('more events than are kept for joining are still counted', () => {
  const joiner = new TrapJoiner();
  for (let i = 0; i < 40_000; i++) {
    const at = { time: NOON + i * 150, ip: `0x7f${i.toString(16)}` };
    joiner.add(audit(i, at), origin('kernel'));
    joiner.add(strace({ ...at, request: RUN }), origin('trace'));
  }
  assert.deepEqual(joiner.traps().map(words), ['40000 vcpu0 ioctl(KVM_RUN)']);
});

for (const [count, expected] of [
  [1000, ['1000 vcpu0 ioctl(KVM_RUN)']],
  [1500, ['1500 vcpu0 ioctl', '1500 ? ioctl(KVM_RUN)']],
] as const) {
  test(`${count} processes refused at one moment, recorded and traced: ${expected.join(', ')}`, () => {
    const each = Array.from({ length: count }, (_, nth) => nth + 1);
    const recorded = each.map((nth) => audit(nth, { pid: 1000 + nth }));
    const traced = each.map((nth) => strace({ ...run, time: NOON, pid: 100_000 + nth }));
    assert.deepEqual(
      joinerOf([...recorded, ...traced])
        .traps()
        .map(words),
      expected,
    );
  });
}
