import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oneLine, stripTerminal } from '../../../src/core/text/untrusted';
import { assertCheap } from '../../lib/work';
import { times } from '../../lib/times';

const STRIPPED: readonly [what: string, text: string, shown: string][] = [
  ['plain text', 'syscall=39\ttab', 'syscall=39\ttab'],
  ['colours', '\x1b[31msys\x1b[1;38;5;3mcall\x1b[0m=39', 'syscall=39'],
  [
    'erase to the end of the line, as grep prints it',
    '\x1b[01;31m\x1b[KSECCOMP\x1b[m\x1b[K',
    'SECCOMP',
  ],
  ['shell integration', '\x1b]633;C\x07out\x1b]633;D;159\x07', 'out'],
  ['a hyperlink', '\x1b]8;;https://example.org\x1b\\name\x1b]8;;\x1b\\!', 'name!'],
  ['a device control string', 'a\x1bP1$r0m\x1b\\b', 'ab'],
  ['one-character escapes', 'a\x1b=b\x1b(Bc\x1bMd', 'abcd'],
  ['eight-bit controls', 'a\x9b31mb\x9d0;title\x9cc\x85d', 'abcd'],
  ['NULs and other controls', '\0\0a\x01b\x7fc\bd', 'abcd'],
  ['the byte before AUID=', 'code=0x0\x1dAUID="unset"', 'code=0x0 AUID="unset"'],
  ['an OSC that never ends', '\x1b]0;rest stays', '0;rest stays'],
  ['an OSC that the next escape breaks off', '\x1b]0;a\x1b[1mb', '0;ab'],
  ['an OSC does not cross a line', '\x1b]0;a\nb\x07', '0;a\nb'],
  ['eight-bit strings that never end', '\x90a\x9fb\x90c', 'abc'],
  ['an escape that was cut', 'a\x1b', 'a'],
  ['a CSI that was cut', 'a\x1b[3', 'a'],
];

for (const [what, text, shown] of STRIPPED) {
  test(`stripTerminal: ${what}`, () => {
    assert.equal(stripTerminal(text), shown);
  });
}

test('stripTerminal leaves no control character, whatever comes in', () => {
  const noisy = fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '[',
      ']',
      'P',
      '\\',
      '\x07',
      '\x9b',
      '\x9c',
      '\0',
      '\n',
      '\t',
      'm',
      '3',
      'é',
    ),
  });
  fc.assert(
    fc.property(noisy, (text) => {
      // eslint-disable-next-line no-control-regex -- what is looked for
      assert.doesNotMatch(stripTerminal(text), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
    times(),
  );
});

test('stripTerminal takes time in step with the length', () => {
  for (const unit of ['\x1b]', '\x1b[', '\x1b[3;', '\x1b(', '\x1bP']) {
    assertCheap(JSON.stringify(unit), () => stripTerminal(unit.repeat(200_000)));
  }
});

const ONE_LINE: readonly [what: string, text: string, max: number, shown: string][] = [
  ['short text', 'vcpu0', 10, 'vcpu0'],
  ['line ends and tabs', 'a\n\n\tb', 10, 'a b'],
  ['escapes', '\x1b[31mred\x1b[0m', 10, 'red'],
  ['a bidi override', 'exe\u202egpj.sh', 20, 'exe\ufffdgpj.sh'],
  ['invisible characters', 'a\u200bb\ufeffc\u2066d', 20, 'a\ufffdb\ufffdc\ufffdd'],
  ['long text', 'abcdefgh', 5, 'abcd…'],
  ['exactly the length', 'abcde', 5, 'abcde'],
  ['no half of a pair', 'abc😀def', 5, 'abc…'],
];

for (const [what, text, max, shown] of ONE_LINE) {
  test(`oneLine: ${what}`, () => {
    assert.equal(oneLine(text, max), shown);
  });
}
