import { epochTime, quarterClock, timeBefore } from './line-time';
import type { JournalEntry, Line } from './line-decoder';
import type { RefusalRecord } from './record';

/** What stands before a record's fields, as its own form says it. */
export interface AuditHeader {
  /** AUDIT_SECCOMP, or AUDIT_ANOM_ABEND: a process ended by a signal (uapi/linux/audit.h). */
  readonly type: 'seccomp' | 'abend';
  readonly transport: RefusalRecord['transport'];
  readonly time: number | null;
  readonly serial: number | null;
  /** See `RefusalRecord.clock`. */
  readonly clock: number | null;
  /** The fields are `ausearch --interpret`'s words. */
  readonly interpreted: boolean;
  /** Where the fields begin. */
  readonly begin: number;
}

/** One of these stands on every line that holds a header. */
export const AUDIT_NEEDLES = [
  'type=SECCOMP',
  'type=1326',
  'type=UNKNOWN[1326]',
  'type=ANOM_ABEND',
  'type=1701',
  'type=UNKNOWN[1701]',
  ': SECCOMP',
  ': ANOM_ABEND',
  '"SECCOMP ',
] as const;

/**
 * - the kernel's own line when no auditd takes it (kernel/audit.c, kauditd_printk_skb):
 *   `audit: type=1326 audit(1795480043.889:7): `, whatever dmesg, journalctl or syslog put before it;
 * - auditd's (`type=SECCOMP msg=audit(…): `), which writes the number of a type that it does not know
 *   (audit-userspace, lib/msg_typetab.h), and ausearch's, which has ` : ` behind it;
 * - journald's audit transport (systemd, src/journal/journald-audit.c): `audit[7645]: SECCOMP `.
 */
const HEADER =
  /type=(?:(SECCOMP|1326|UNKNOWN\[1326\])|ANOM_ABEND|1701|UNKNOWN\[1701\]) (msg=)?audit\(([^()]{0,60})\)( :)?|audit(?:\[\d{1,10}\])?: (?:(SECCOMP)|ANOM_ABEND)(?= )/g;
const ENTRY = /^(?:(SECCOMP)|ANOM_ABEND) /;

const EPOCH_STAMP = /^(\d{1,11})\.(\d{1,9}):(\d{1,10})$/;
/** ausearch writes the date as the locale has it, and the time always as `%T` and milliseconds. */
const LOCAL_STAMP = /\b\d\d:(\d\d):(\d\d)\.(\d{1,3}):(\d{1,10})$/;

/** The first header at or behind `from`; null for none. */
export function nextHeader(line: Line, from: number): AuditHeader | null {
  const { text, entry } = line;
  if (from === 0 && entry?.audit) {
    const match = ENTRY.exec(text);
    if (match) return entryHeader(match, entry);
  }
  HEADER.lastIndex = from;
  const match = HEADER.exec(text);
  if (match === null) return null;
  const [, seccomp, msg, stamp, colon, word] = match;
  const begin = HEADER.lastIndex;
  if (stamp === undefined) {
    const time = timeBefore(text, match.index);
    const type = word === undefined ? 'abend' : 'seccomp';
    return { type, transport: 'audit', ...time, serial: null, interpreted: false, begin };
  }
  return {
    type: seccomp === undefined ? 'abend' : 'seccomp',
    transport: msg === undefined ? 'kernel' : 'audit',
    ...readStamp(stamp),
    interpreted: colon !== undefined,
    begin,
  };
}

function entryHeader(match: RegExpExecArray, { time, serial }: JournalEntry): AuditHeader {
  return {
    type: match[1] === undefined ? 'abend' : 'seccomp',
    transport: 'audit',
    time,
    serial,
    clock: null,
    interpreted: false,
    begin: match[0].length,
  };
}

/** What stands in the parentheses of `audit(…)`; a paste may have elided it. */
function readStamp(stamp: string): Pick<AuditHeader, 'time' | 'serial' | 'clock'> {
  const epoch = EPOCH_STAMP.exec(stamp);
  if (epoch) {
    const [, seconds = '', fraction = '', serial] = epoch;
    return { time: epochTime(seconds, fraction), serial: Number(serial), clock: null };
  }
  const local = LOCAL_STAMP.exec(stamp);
  if (local === null) return { time: null, serial: null, clock: null };
  const [, minutes = '', seconds = '', fraction = '', serial] = local;
  return { time: null, serial: Number(serial), clock: quarterClock(minutes, seconds, fraction) };
}
