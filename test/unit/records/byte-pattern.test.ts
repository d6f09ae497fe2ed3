import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BytePattern } from '../../../src/core/records/byte-pattern';
import { times } from '../../lib/times';

const ascii = fc.uint8Array({ max: 0x7e, min: 1, minLength: 1, maxLength: 40 });
/** Of any bytes, also such as make doubles that are no numbers. */
const other = fc.constantFrom(0, 0x1d, 0x20, 0x7f, 0x80, 0xf0, 0xf8, 0xff);

test('a pattern stands where its bytes stand, and nowhere else', () => {
  fc.assert(
    fc.property(ascii, fc.nat(9), fc.nat(60), other, (bytes, before, at, changed) => {
      const pattern = new BytePattern(bytes);
      const line = Buffer.concat([Buffer.alloc(before), bytes]);
      const stands = (length = line.length): boolean =>
        pattern.standsAt(new DataView(line.buffer, line.byteOffset, length), before);
      assert.equal(stands(), true);
      assert.equal(stands(line.length - 1), false);
      const place = before + (at % bytes.length);
      line[place] = changed;
      assert.equal(stands(), bytes[place - before] === changed);
      line.fill(changed, before);
      assert.equal(
        stands(),
        bytes.every((byte) => byte === changed),
      );
    }),
    times(),
  );
});

test('auditd’s separator stands for a space whatever was read before', () => {
  const pattern = new BytePattern(Buffer.from('a b code=0x0 AUID="vm" UID="vm"\n'), true);
  const stands = (text: string): boolean => {
    const bytes = Buffer.from(text);
    return pattern.standsAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
  };
  for (const [text, is] of [
    ['a b code=0x0\x1dAUID="vm" UID="vm"\n', true],
    ['a b code=0x0\x1dAUID="vm"\x1dUID="vm"\n', true],
    ['a b code=0x0 AUID="vm" UID="vm"\n', true],
    ['a\x1db code=0x0 AUID="vm" UID="vm"\n', true],
    ['a b\x1dcode=0x0 AUID="vm" UID="vn"\n', false],
    ['axb code=0x0 AUID="vm" UID="vm"\n', false],
  ] as const) {
    assert.equal(stands(text), is, JSON.stringify(text));
  }
});
