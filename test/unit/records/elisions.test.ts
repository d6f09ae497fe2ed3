import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';

const RECORD = 'audit: type=1326 audit(1.000:1): pid=7 arch=c000003e syscall=39 code=0x0';

/** What comes out, by line: `2 lost 1`. */
function short(text: string): string[] {
  return decodeText(text).map((record) =>
    record.kind === 'lost'
      ? `${record.line} lost ${record.records}`
      : `${record.line} ${record.kind}`,
  );
}

const ELISIONS = ['...', '…', '[...]', '[…]', '> ...', '(...)', '<snip>', '--- snip ---', ' .... '];
for (const elision of ELISIONS) {
  test(`behind a record ${JSON.stringify(elision)} stands for at least one more`, () => {
    const text = `${RECORD}\n${elision}\n${RECORD}\n${elision}\n`;
    assert.deepEqual(short(text), ['1 refusal', '2 lost 1', '3 refusal', '4 lost 1']);
  });
}

const CASES: readonly [what: string, text: string, expected: string[]][] = [
  ['dots behind no record', 'compiling\n...\n', []],
  ['dots behind another line', `${RECORD}\nok\n...\n`, ['1 refusal']],
  ['words behind a record', `${RECORD}\n... and so on\n`, ['1 refusal']],
  ['a record of which all is elided', 'audit: type=1326 audit(1.000:1): ...\n', ['1 unnamed']],
  ['a header that was cut', 'audit: type=1326 audit(17000000', ['1 lost 1']],
  ['an auditd header that was cut', 'type=SECCOMP msg=audit(1700000000.12', ['1 lost 1']],
  ['a header of another type that was cut', 'audit: type=1400 audit(17000000', []],
];
for (const [what, text, expected] of CASES) {
  test(`elision: ${what}`, () => {
    assert.deepEqual(short(text), expected);
  });
}
