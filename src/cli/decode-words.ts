import type { LostRecord, UnnamedRecord } from '../core/records/record';
import { oneLine } from '../core/text/untrusted';
import { placeOf } from './decode-rows';

/** `1 record was`, `2 more records were` */
export function records(count: number, more = ''): string {
  return count === 1 ? `1 ${more}record was` : `${count} ${more}records were`;
}

/** What a line that names no call says, for people. */
export function otherSentence(record: LostRecord | UnnamedRecord, file: string): string {
  const what =
    record.kind === 'lost'
      ? `at least ${records(record.records)} dropped before this line`
      : `a call was refused, the line does not say which: ${oneLine(record.raw)}`;
  return `${placeOf(file, record.line)}: ${what}`;
}
