import { nextHeader } from './audit-header';
import type { RecordField, RefusalRecord } from './record';

/** The parts of an audit record's line, of which those between them may differ in digits alone. */
export interface LineShape {
  /** What stands before the time and between the serial and the process id, as skeletons. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Behind the process id. */
  readonly pidEnd: number;
  /** The address's digits, behind `0x`. */
  readonly addressStart: number;
  readonly addressEnd: number;
}

/** ASCII, as the bytes stand in the log: no text that a terminal would show otherwise. */
const PLAIN = /^[\x20-\x7e]{1,4096}$/;
/** The time in the form that auditd and the kernel print. */
const STAMP = /\((\d{1,11}\.\d{3}:\d{1,10})\)$/;
/** What logs put before a record, none of which can become a part of one by other digits in it. */
const LOG_PREFIX = /^(?:node=[\w.-]{1,255} |(?!.*(?:SECCOMP|ABEND))[^={"]{0,200})$/;
/** What a further record would begin with (`AuditPairs`). */
const GLUED = /type=|node=|audit[:[]/;

/**
 * How the line's parts are to be told in lines like it; null where that is not certain. The values
 * that count must be the only ones of their name, each where its digits are.
 * @param text a whole line's, of which `record` was decoded alone
 */
export function readLineShape(text: string, record: RefusalRecord): LineShape | null {
  if (record.source !== 'audit' || record.raw !== text || !PLAIN.test(text)) return null;
  const header = nextHeader({ number: record.line, text }, 0);
  if (header === null || header.interpreted || header.serial === null) return null;
  const stamp = STAMP.exec(text.slice(0, header.begin))?.[1];
  const pid = only('pid', record.fields);
  const address = only('ip', record.fields);
  if (stamp === undefined || pid === null || address === null) return null;
  const time = header.begin - 1 - stamp.length;
  const type = text.lastIndexOf('type=', time);
  const rest = text.slice(header.begin - 1, pid.start);
  if (type === -1 || !LOG_PREFIX.test(text.slice(0, type)) || rest.includes('"')) return null;
  if (GLUED.test(text.slice(header.begin))) return null;
  if (!rest.endsWith(' pid=') || !/^\d{1,10}$/.test(pid.value)) return null;
  if (!text.startsWith(' ip=0x', address.start - 4) || !/^0x[0-9a-f]{1,16}$/.test(address.value)) {
    return null;
  }
  return {
    // The digits of a type are no number but part of a name.
    before: Buffer.concat([skeleton(text.slice(0, type)), Buffer.from(text.slice(type, time))]),
    after: skeleton(rest),
    pidEnd: pid.end,
    addressStart: address.start + 2,
    addressEnd: address.end,
  };
}

/** The text with a zero byte for each run of digits. */
function skeleton(text: string): Uint8Array {
  return Buffer.from(text.replace(/\d+/g, '\0'));
}

function only(key: string, fields: readonly RecordField[]): RecordField | null {
  const [field = null, ...others] = fields.filter((each) => each.key === key);
  return others.length === 0 ? field : null;
}
