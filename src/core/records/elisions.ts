import { rawOf, type Line } from './line-decoder';
import type { LostRecord } from './record';

/** What people write where they left lines out. */
const ELISION = /^(?:\.{3,8}|\u2026|snip(?:ped)?|cut|\.\.\. ?snip ?\.\.\.|-+ ?(?:snip|8<) ?-+)$/i;
/** A record's header that the line's end cut, so that not even its time is known. */
const CUT_HEADER = /type=(?:SECCOMP|1326) (?:msg=)?audit\([\d.:]{0,40}$/;

/**
 * What a paste shows to be missing: a line of `...` behind a record, and a record that was cut within
 * its header. Of each at least one is missing.
 * @param followsRecord the line stands directly behind an audit record's
 */
export function elided(line: Line, followsRecord: boolean): LostRecord | null {
  const isElision = followsRecord && ELISION.test(withoutMarks(line.text));
  if (!isElision && !CUT_HEADER.test(line.text)) return null;
  return { kind: 'lost', records: 1, line: line.number, raw: rawOf(line) };
}

/** Without quote marks before it, brackets around it, and blanks; of a long line only its start. */
function withoutMarks(text: string): string {
  const short = text.slice(0, 80);
  let start = 0;
  let end = short.length;
  while (start < end && ' \t>|[(<'.includes(short[start] ?? '.')) start++;
  while (end > start && ' \t])>'.includes(short[end - 1] ?? '.')) end--;
  return short.slice(start, end);
}
