import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { trapTitle } from '../../../src/core/traps/words';

test('calls of which only the names were printed are told apart, and by their names', () => {
  const joiner = new TrapJoiner();
  const names = ['ioctl', 'openat', 'ioctl'];
  for (const name of names) {
    for (const record of decodeText(`libminijail[7]: blocked syscall: ${name}\n`)) {
      joiner.add(record, { label: 'log', file: null });
    }
  }
  assert.deepEqual(
    joiner.traps().map((trap) => [trapTitle(trap), trap.number, trap.count]),
    [
      ['ioctl on unknown architecture', null, 2],
      ['openat on unknown architecture', null, 1],
    ],
  );
});
