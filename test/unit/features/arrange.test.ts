import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import type { Trap } from '../../../src/core/traps/trap';
import { trapTitle } from '../../../src/core/traps/words';
import { type Arrangement, arranged } from '../../../src/features/traps/arrange';

/** `call thread program`, `?` where the log does not say it. */
const SEEN = [
  ['39', 'vcpu0', '/bin/vmm'],
  ['1', 'api', '/bin/vmm'],
  ['39', 'api', '/bin/other'],
  ['0', null, null],
] as const;

const TRAPS: readonly Trap[] = (() => {
  const joiner = new TrapJoiner();
  SEEN.forEach(([call, comm, exe], at) => {
    const who = comm === null ? '' : `comm="${comm}" exe="${exe}" `;
    const line = `audit: type=1326 audit(1760000000.${100 + at}:${at}): pid=1 ${who}sig=31 arch=c000003e syscall=${call} ip=0x1 code=0x80000000`;
    for (const record of decodeText(line)) joiner.add(record, { label: 'log', file: null });
  });
  return joiner.traps();
})();

/** The latest sightings: the second's, the first's, the third's, the fourth's. */
const LAST = new Map(TRAPS.map((trap, at) => [trap, [3, 4, 2, 1][at] ?? 0]));

const TABLE: readonly [Arrangement, readonly string[]][] = [
  [{ group: 'none', order: 'first' }, ['-: getpid write getpid read']],
  [{ group: 'none', order: 'latest' }, ['-: write getpid getpid read']],
  [{ group: 'none', order: 'call' }, ['-: getpid getpid read write']],
  [{ group: 'none', order: 'thread' }, ['-: write getpid getpid read']],
  [{ group: 'none', order: 'program' }, ['-: getpid getpid write read']],
  [{ group: 'call', order: 'first' }, ['getpid: getpid getpid', 'write: write', 'read: read']],
  [{ group: 'thread', order: 'call' }, ['vcpu0: getpid', 'api: getpid write', '-: read']],
  [
    { group: 'program', order: 'first' },
    ['/bin/vmm: getpid write', '/bin/other: getpid', '-: read'],
  ],
];

for (const [arrangement, expected] of TABLE) {
  test(`traps by ${arrangement.group}, sorted by ${arrangement.order}`, () => {
    const groups = arranged(TRAPS, arrangement, (trap) => LAST.get(trap) ?? 0);
    const shown = groups.map(
      ({ name, traps }) => `${name ?? '-'}: ${traps.map(trapTitle).join(' ')}`,
    );
    assert.deepEqual(shown, expected);
  });
}
