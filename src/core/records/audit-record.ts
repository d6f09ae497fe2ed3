import { actionOfCode } from '../abi/actions';
import { archOfAudit } from '../abi/arch';
import { readAuditFields, type AuditFields } from './audit-fields';
import type { Line } from './line-decoder';
import type { LogRecord, RecordField, RefusalRecord } from './record';

/** What stands before a record's fields, as its own form says it. */
export interface AuditHead {
  readonly transport: RefusalRecord['transport'];
  readonly time: number | null;
  readonly serial: number | null;
  /** Seconds into the quarter of an hour by the line's own clock; see `RefusalRecord.clock`. */
  readonly clock: number | null;
}

/**
 * All records of one form on a line: `header` (a global regular expression) finds where each one's
 * fields begin, `head` reads what it matched.
 */
export function decodeAuditLine(
  line: Line,
  header: RegExp,
  head: (match: RegExpExecArray) => AuditHead,
): LogRecord[] {
  const records: LogRecord[] = [];
  header.lastIndex = 0;
  for (let match = header.exec(line.text); match; match = header.exec(line.text)) {
    const body = readAuditFields(line.text, header.lastIndex);
    records.push(auditRecord(line, head(match), body));
    header.lastIndex = body.end;
  }
  return records;
}

/**
 * The record that the fields make. Only the kernel's lower-case fields count: the words that auditd
 * adds (`SYSCALL=close`) are looked up on the machine that ran auditd and have been seen wrong.
 */
function auditRecord(line: Line, head: AuditHead, body: AuditFields): LogRecord {
  const values = new Fields(body);
  const auditArch = parsed(values.get('arch'), /^[0-9a-f]{1,8}$/i, 16);
  const number = parsed(values.get('syscall'), /^-?\d{1,10}$/, 10);
  if (number === null) {
    return { kind: 'unnamed', source: 'audit', line: line.number, raw: line.text };
  }
  const code = parsed(values.get('code'), /^0x[0-9a-f]{1,8}$/, 16);
  const ip = values.get('ip');
  const signal = parsed(values.get('sig'), /^\d{1,3}$/, 10);
  return {
    kind: 'refusal',
    source: 'audit',
    ...head,
    line: line.number,
    raw: line.text,
    arch: auditArch === null ? null : archOfAudit(auditArch),
    auditArch,
    number,
    code,
    // The kernel masks the filter's data off (linux/audit.h, audit_seccomp's caller): data bits mean
    // that digits are missing.
    action: code === null || (code & 0xffff) !== 0 ? null : actionOfCode(code),
    signal: signal === 0 ? null : signal,
    pid: parsed(values.get('pid'), /^\d{1,10}$/, 10),
    comm: values.text('comm', line.text),
    exe: values.text('exe', line.text),
    ip: ip !== null && /^0x[0-9a-f]{1,16}$/.test(ip.value) ? ip.value : null,
    request: null,
    fields: body.fields,
  };
}

/**
 * Which of several fields with one key is the record's. The kernel prints `code=` last, so what
 * follows it is somebody else's and only fills gaps; before it the last one counts, since the one
 * unescaped value, the security label, stands before all that matters. Where `code=` is missing the
 * record was cut short, and a value at the very end may lack digits: it does not count.
 */
class Fields {
  readonly #fields: readonly RecordField[];
  readonly #code: number;

  constructor(body: AuditFields) {
    const code = body.fields.findIndex((field) => field.key === 'code');
    this.#fields = code === -1 && body.open ? body.fields.slice(0, -1) : body.fields;
    this.#code = code === -1 ? this.#fields.length - 1 : code;
  }

  get(key: string): RecordField | null {
    for (let i = this.#code; i >= 0; i--) {
      if (this.#fields[i]?.key === key) return this.#fields[i] ?? null;
    }
    return this.#fields.find((field, i) => i > this.#code && field.key === key) ?? null;
  }

  /** An untrusted string, decoded (audit_log_untrustedstring): quoted, hex, or `(null)`. */
  text(key: string, line: string): string | null {
    const field = this.get(key);
    if (field === null) return null;
    if (line[field.start - 1] === '"') return field.value;
    if (field.value === '(null)' || field.value === '?') return null;
    return decodeHex(field.value) ?? field.value;
  }
}

/** The UTF-8 text that pairs of hex digits stand for, U+FFFD for what is none; null if not hex. */
export function decodeHex(hex: string): string | null {
  if (!/^(?:[0-9A-F]{2})+$/i.test(hex)) return null;
  return Buffer.from(hex, 'hex').toString('utf8');
}

function parsed(field: RecordField | null, form: RegExp, radix: number): number | null {
  return field !== null && form.test(field.value) ? parseInt(field.value, radix) : null;
}

/** Milliseconds of the `SECONDS.FRACTION` in `audit(SECONDS.FRACTION:SERIAL)`. */
export function auditTime(seconds: string, fraction: string): number {
  return Number(seconds) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}
