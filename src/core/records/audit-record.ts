import { actionOfCode } from '../abi/actions';
import { archOfAudit } from '../abi/arch';
import { AuditPairs, readAuditFields } from './audit-fields';
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
    const values = new Values(line.text, header.lastIndex);
    const number = values.number('syscall', /^-?\d{1,10}$/, 10);
    records.push(
      number === null
        ? { kind: 'unnamed', source: 'audit', line: line.number, raw: line.text }
        : new AuditRefusal(line, head(match), values, number),
    );
    header.lastIndex = values.end;
  }
  return records;
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
  readonly #body: number;

  constructor(line: Line, head: AuditHead, values: Values, number: number) {
    this.transport = head.transport;
    this.time = head.time;
    this.serial = head.serial;
    this.clock = head.clock;
    this.line = line.number;
    this.raw = line.text;
    this.auditArch = values.number('arch', /^[0-9a-f]{1,8}$/i, 16);
    this.arch = this.auditArch === null ? null : archOfAudit(this.auditArch);
    this.number = number;
    this.code = values.number('code', /^0x[0-9a-f]{1,8}$/, 16);
    // The kernel masks the filter's data off (kernel/seccomp.c, seccomp_log): data bits mean that
    // digits are missing.
    this.action = this.code === null || (this.code & 0xffff) !== 0 ? null : actionOfCode(this.code);
    const signal = values.number('sig', /^\d{1,3}$/, 10);
    this.signal = signal === 0 ? null : signal;
    this.pid = values.number('pid', /^\d{1,10}$/, 10);
    this.comm = values.untrusted('comm');
    this.exe = values.untrusted('exe');
    this.ip = values.matching('ip', /^0x[0-9a-f]{1,16}$/);
    this.#body = values.begin;
  }

  /** Read when asked for: few of a large log's records are ever looked at so closely. */
  get fields(): readonly RecordField[] {
    return readAuditFields(this.raw, this.#body);
  }
}

const KEYS = ['pid', 'comm', 'exe', 'sig', 'arch', 'syscall', 'ip', 'code'] as const;
type Key = (typeof KEYS)[number];
const SLOTS = new Map<string, number>(KEYS.map((key, slot) => [key, slot]));
const CODE = KEYS.indexOf('code');
const NONE = -1;

/**
 * Where the values stand that a record is made of. Of several with one key, the last before `code=`
 * counts, which the kernel prints last: the one unescaped value, the security label, stands before
 * all that matters, and what follows the code is somebody else's and only fills gaps. Where `code=`
 * is missing the record was cut short, and a value at the very end may lack digits: it does not
 * count.
 */
class Values {
  readonly #text: string;
  readonly #starts: number[] = KEYS.map(() => NONE);
  readonly #ends: number[] = KEYS.map(() => NONE);
  readonly begin: number;
  readonly end: number;

  constructor(text: string, begin: number) {
    this.#text = text;
    this.begin = begin;
    const pairs = new AuditPairs(text, begin);
    while (pairs.next()) {
      const slot = SLOTS.get(pairs.key);
      if (slot === undefined) continue;
      const complete = this.#starts[CODE] !== NONE;
      if (complete && this.#starts[slot] !== NONE) continue;
      if (pairs.open && !complete && slot !== CODE) continue;
      this.#starts[slot] = pairs.start;
      this.#ends[slot] = pairs.end;
    }
    this.end = pairs.at;
  }

  /** The value as it stands there; null where it is missing or not of that form. */
  matching(key: Key, form: RegExp): string | null {
    const value = this.#value(key);
    return value !== null && form.test(value) ? value : null;
  }

  number(key: Key, form: RegExp, radix: number): number | null {
    const value = this.matching(key, form);
    return value === null ? null : parseInt(value, radix);
  }

  /** An untrusted string, decoded (audit_log_untrustedstring): quoted, hex, or `(null)`. */
  untrusted(key: Key): string | null {
    const value = this.#value(key);
    if (value === null) return null;
    if (this.#text[(this.#starts[KEYS.indexOf(key)] ?? 0) - 1] === '"') return value;
    return value === '(null)' || value === '?' ? null : (decodeHex(value) ?? value);
  }

  #value(key: Key): string | null {
    const slot = KEYS.indexOf(key);
    const start = this.#starts[slot] ?? NONE;
    return start === NONE ? null : this.#text.slice(start, this.#ends[slot]);
  }
}

/** The UTF-8 text that pairs of hex digits stand for, U+FFFD for what is none; null if not hex. */
function decodeHex(hex: string): string | null {
  if (!/^(?:[0-9A-F]{2})+$/i.test(hex)) return null;
  return Buffer.from(hex, 'hex').toString('utf8');
}

/** Milliseconds of the `SECONDS.FRACTION` in `audit(SECONDS.FRACTION:SERIAL)`. */
export function auditTime(seconds: string, fraction: string): number {
  return Number(seconds) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}
