import type { ActionName, Arch } from '../abi/types';
import { readAuditFields } from './audit-fields';
import { AUDIT_NEEDLES, nextHeader, type AuditHeader } from './audit-header';
import { InterpretedValues, readInterpretedFields } from './ausearch';
import { RawValues } from './audit-values';
import { rawOf, type Line, type LineDecoder } from './line-decoder';
import type { Printed } from './printed';
import type { LogRecord, RecordField, RefusalRecord } from './record';

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
    return new AuditRefusal(line, header, values);
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

/**
 * The record that the values make. Only the kernel's lower-case fields count: the words that auditd
 * adds (`SYSCALL=close`) are looked up on the machine that ran auditd and have been seen wrong.
 */
class AuditRefusal implements RefusalRecord {
  readonly kind = 'refusal';
  readonly source = 'audit';
  readonly transport;
  readonly time;
  readonly serial;
  readonly clock;
  readonly line;
  readonly raw;
  readonly arch;
  readonly auditArch;
  readonly number;
  readonly code;
  readonly action;
  readonly signal;
  readonly pid;
  readonly comm;
  readonly exe;
  readonly ip;
  readonly request = null;
  readonly #header: AuditHeader;
  readonly #text: string;
  readonly #printed: Printed | undefined;

  constructor(line: Line, header: AuditHeader, values: AuditValues) {
    this.transport = header.transport;
    this.time = header.time;
    this.serial = header.serial;
    this.clock = header.clock;
    this.line = line.number;
    this.raw = rawOf(line);
    this.auditArch = values.auditArch;
    this.arch = values.arch;
    this.number = values.number;
    this.code = values.code;
    this.action = values.action;
    this.signal = values.signal;
    this.pid = values.pid;
    this.comm = values.comm;
    this.exe = values.exe;
    this.ip = values.ip;
    this.#header = header;
    this.#text = line.text;
    this.#printed = line.printed;
  }

  /** Read when asked for: few of a large log's records are ever looked at so closely. */
  get fields(): readonly RecordField[] {
    const { begin, interpreted } = this.#header;
    const fields = interpreted
      ? readInterpretedFields(this.#text, begin)
      : readAuditFields(this.#text, begin);
    const printed = this.#printed;
    return printed === undefined ? fields : fields.flatMap((field) => printedField(field, printed));
  }
}

/** The field with its place in what was printed; none where it was not printed as text. */
function printedField(field: RecordField, printed: Printed): RecordField[] {
  const start = printed.offset(field.start);
  const end = printed.offset(field.end);
  return start === null || end === null ? [] : [{ ...field, start, end }];
}
