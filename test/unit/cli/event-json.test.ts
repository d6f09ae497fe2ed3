import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteBlock } from '../../../src/cli/byte-block';
import { EventJson } from '../../../src/cli/event-json';
import { safeJson } from '../../../src/cli/output';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { trapObject } from '../../../src/core/traps/trap-object';

const record = (stamp: string, pid: number, comm: string): string =>
  `type=SECCOMP msg=audit(${stamp}): auid=0 pid=${pid} comm="${comm}" exe="/opt/v\\m" sig=31 ` +
  `arch=c000003e syscall=16 compat=0 ip=0x7f${pid} code=0x7ffc0000\x1dAUID="a"\n`;

test('the JSON of records that are alike is what it is of each alone', () => {
  const lines = ['1700000000.001:1', '1700000000.999:2', '1700000001.000:3', '99999999999.000:4']
    .flatMap((stamp, i) => [record(stamp, i + 1, 'vcpu0'), record(`${stamp}1`, i + 11, 'é')])
    .join('');
  const records = decodeText(lines);
  const joiner = new TrapJoiner(false);
  const events = new EventJson();
  const origin = { label: 'a "log"', file: null };
  let alike = 0;
  for (const each of records) {
    assert.ok(each.kind === 'refusal');
    const trap = joiner.add(each, origin);
    assert.ok(trap);
    const plain = safeJson(trapObject(trap, { record: each, origin }, 1));
    const block = new ByteBlock();
    events.write(block, trap, each, origin);
    assert.equal(block.take().toString(), plain);
    if (each.like !== undefined) alike++;
  }
  assert.equal(alike, 3);
});
