import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteBlock } from '../../../src/cli/byte-block';
import { EventJson } from '../../../src/cli/event-json';
import { safeJson } from '../../../src/cli/output';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { trapObject } from '../../../src/core/traps/trap-object';
import { times } from '../../lib/times';

const record = (stamp: string, pid: number, comm: string): string =>
  `type=SECCOMP msg=audit(${stamp}): auid=0 pid=${pid} comm="${comm}" exe="/opt/v\\m" sig=31 ` +
  `arch=c000003e syscall=16 compat=0 ip=0x7f${pid} code=0x7ffc0000\x1dAUID="a"\n`;

/** How many of the records were read as one like an earlier one; the JSON of all is right. */
function assertSame(lines: string): number {
  const records = decodeText(lines);
  const joiner = new TrapJoiner(false);
  const events = new EventJson();
  const origin = { label: 'a "log"', file: null };
  const block = new ByteBlock();
  let alike = 0;
  for (const each of records) {
    assert.ok(each.kind === 'refusal');
    const trap = joiner.add(each, origin);
    if (trap === null) continue;
    block.cut(0);
    block.text('before');
    events.write(block, trap, each, origin);
    const plain = safeJson(trapObject(trap, { record: each, origin }, 1));
    assert.equal(Buffer.from(block.gathered).toString(), `before${plain}`);
    if (each.like !== undefined) alike++;
  }
  return alike;
}

test('the JSON of records that are alike is what it is of each alone', () => {
  const lines = ['1700000000.001:1', '1700000000.999:2', '1700000001.000:3', '99999999999.000:4']
    .flatMap((stamp, i) => [record(stamp, i + 1, 'vcpu0'), record(`${stamp}1`, i + 11, 'é')])
    .join('');
  assert.equal(assertSame(lines), 3);
});

test('the numbers of records that are alike may have any length', () => {
  const number = (most: number): fc.Arbitrary<string> =>
    fc
      .integer({ min: 1, max: most })
      .chain((length) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`)));
  const hex = fc.oneof(fc.stringMatching(/^[1-9a-f][0-9a-f]{0,15}$/), fc.constant('0'));
  const one = fc
    .tuple(number(11), fc.stringMatching(/^[0-9]{3}$/), number(10), fc.nat(9), number(10), hex)
    .map(
      ([seconds, milliseconds, serial, user, pid, ip]) =>
        `type=SECCOMP msg=audit(${seconds}.${milliseconds}:${serial}): uid=${user} pid=${pid} ` +
        `comm="a" exe="/x" sig=31 arch=c000003e syscall=16 compat=0 ip=0x${ip} code=0x7ffc0000\n`,
    );
  let alike = 0;
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 40 }), (lines) => {
      alike += assertSame(lines.join(''));
    }),
    times(),
  );
  assert.ok(alike > 500, `only ${alike} were alike`);
});
