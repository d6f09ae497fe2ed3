import type { ActionName, Arch } from '../abi/types';
import { AUDIT_NEEDLES, nextHeader, type AuditHeader } from './audit-header';
import { AuditRefusal } from './audit-refusal';
import { InterpretedValues } from './ausearch';
import { RawValues } from './audit-values';
import { rawOf, type Line, type LineDecoder } from './line-decoder';
import type { LogRecord } from './record';

const SIGSYS = 31;

/** What a record's fields say, whichever form they were read from; null where they do not. */
export interface AuditValues {
  readonly auditArch: number | null;
  readonly arch: Arch | null;
  readonly number: number | null;
  readonly code: number | null;
  readonly action: ActionName | null;
  readonly signal: number | null;
  readonly pid: number | null;
  readonly comm: string | null;
  readonly exe: string | null;
  readonly ip: string | null;
  /** Where the record ends on its line. */
  readonly end: number;
}

/**
 * The kernel's audit records of refused calls, by whichever transport, all that stand on a line: one
 * decoder for all forms, since what stands in a quoted value of one is no record of another.
 */
export class AuditDecoder implements LineDecoder {
  readonly needles = AUDIT_NEEDLES;

  decode(line: Line): readonly LogRecord[] {
    const records: LogRecord[] = [];
    let header = nextHeader(line, 0);
    while (header !== null) {
      const { text } = line;
      const values = header.interpreted
        ? new InterpretedValues(text, header.begin)
        : new RawValues(text, header.begin);
      const record = recordOf(line, header, values);
      if (record !== null) records.push(record);
      header = nextHeader(line, values.end);
    }
    return records;
  }
}

function recordOf(line: Line, header: AuditHeader, values: AuditValues): LogRecord | null {
  if (header.type === 'seccomp' && values.number !== null) {
    return AuditRefusal.of(line, header, values);
  }
  // A process that a signal ended: only SIGSYS is about a call, and any cause of it will do.
  if (header.type === 'abend' && values.signal !== SIGSYS) return null;
  return {
    kind: 'unnamed',
    source: 'audit',
    line: line.number,
    raw: rawOf(line),
    time: header.time,
    serial: header.serial,
    clock: header.clock,
    pid: values.pid,
    comm: values.comm,
    exe: values.exe,
  };
}
