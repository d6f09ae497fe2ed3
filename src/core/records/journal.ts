import { decodeAuditLine } from './audit-record';
import type { Line, LineDecoder } from './line-decoder';
import type { LogRecord } from './record';

/**
 * journald's audit transport as journalctl prints it (systemd, src/journal/journald-audit.c):
 * `May 28 15:24:32 host audit[7645]: SECCOMP auid=…`. It has neither serial nor the event's own
 * time; the date before it has no year and no zone.
 */
export class JournalDecoder implements LineDecoder {
  readonly needles = [': SECCOMP '];

  decode(line: Line): readonly LogRecord[] {
    if (!line.text.includes(': SECCOMP ')) return [];
    return decodeAuditLine(line, header(), (match) => ({
      transport: 'audit',
      time: null,
      serial: null,
      clock: clockBefore(line.text, match.index),
    }));
  }
}

function header(): RegExp {
  return /\baudit(?:\[\d{1,10}\])?: SECCOMP(?= )/g;
}

/**
 * Seconds into the quarter of an hour at the last `HH:MM:SS` of the line's start. Time zones differ
 * by whole quarters, so that much is known of an event's second without knowing the zone.
 */
function clockBefore(text: string, end: number): number | null {
  const times = [...text.slice(Math.max(0, end - 200), end).matchAll(/\b\d\d:(\d\d):(\d\d)\b/g)];
  const last = times.at(-1);
  return last ? (Number(last[1]) * 60 + Number(last[2])) % 900 : null;
}
