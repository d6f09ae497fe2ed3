import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../../src/core/records/decode';
import type { LogRecord, RecordSource } from '../../../../src/core/records/record';

/** A text, and what comes out: `LINE CALL ARCH comm=… pid=…` or `LINE unnamed pid=…`. */
export type Case = [what: string, text: string, expected: string[]];

/** Tests what one program prints. */
export function testMessages(program: string, source: RecordSource, cases: readonly Case[]): void {
  for (const [what, text, expected] of cases) {
    test(`${program}: ${what}`, () => {
      const records = decodeText(text);
      assert.deepEqual(records.map(short), expected);
      for (const record of records) assert.ok(record.kind !== 'lost' && record.source === source);
    });
    test(`${program}: ${what}, behind a log’s prefix`, () => {
      const lines = text.split('\n').map((line) => `2023-11-14T22:13:20Z host vmm[7]: ${line}`);
      const records = decodeText(lines.join('\n'));
      assert.deepEqual(records.map(short), expected);
      for (const record of records) {
        assert.ok(record.kind !== 'lost' && record.time === 1_700_000_000_000);
      }
    });
  }
}

function short(record: LogRecord): string {
  if (record.kind === 'lost') return `${record.line} lost`;
  const { line, pid } = record;
  if (record.kind === 'unnamed') return `${line} unnamed pid=${pid}`;
  const { number, name, arch, comm, raw, fields } = record;
  assert.deepEqual([record.transport, record.action, record.signal], ['stderr', 'trap', 31]);
  for (const { value, start, end } of fields) {
    assert.equal(raw.slice(start, end).trim(), value.trim());
  }
  return `${line} ${number ?? name} ${arch} comm=${comm} pid=${pid}`;
}
