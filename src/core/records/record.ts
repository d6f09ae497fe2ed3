import type { ActionName, Arch } from '../abi/types';

/** Where a record was printed: by the kernel's audit code, a tracer, or a program about itself. */
export type RecordSource = 'audit' | 'strace' | 'hyperlight' | 'program' | 'shell';

/** One `key=value` of the record as it was written, for showing in words. `start` and `end` are
 * UTF-16 offsets of the value within the record's `raw`, quotes not included. */
export interface RecordField {
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface RecordBase {
  /** 1-based line of the stream at which the record begins. */
  readonly line: number;
  /** The line as printed, without ANSI, OSC and NULs and without its line end. Untrusted text. Where
   * a record is made of several lines, they are parted by `\n` and `line` is the first one's. */
  readonly raw: string;
}

/** One refused call. Whatever the line does not say is `null`, never guessed. */
export interface RefusalRecord extends RecordBase {
  readonly kind: 'refusal';
  readonly source: RecordSource;
  /** How the line travelled: two transports can carry one event. */
  readonly transport: 'kernel' | 'audit' | 'stderr';
  /** Milliseconds since the epoch (UTC), with the fraction that was printed. */
  readonly time: number | null;
  /** The audit event's serial, `audit(TIME:SERIAL)`. */
  readonly serial: number | null;
  /** Where the line has only a local time of unknown zone and year: seconds into the quarter of an
   * hour (0–899), which is the same in every zone. */
  readonly clock?: number | null;
  readonly arch: Arch | null;
  /** The `arch=` value as printed (AUDIT_ARCH_*), also where no table knows it. */
  readonly auditArch: number | null;
  /** The number as printed, x32's bit included; -1 happens. */
  readonly number: number | null;
  /** The call's name, where the line gives no number and names no architecture to look it up in. */
  readonly name?: string;
  /** `code=` as printed, an unsigned 32-bit value. */
  readonly code: number | null;
  readonly action: ActionName | null;
  /** The signal number, `sig=`; 0 is null. */
  readonly signal: number | null;
  readonly pid: number | null;
  /** Decoded (not hex) and untrusted. */
  readonly comm: string | null;
  readonly exe: string | null;
  /** `0x…`, lower case. */
  readonly ip: string | null;
  /** Its two halves as signed 32-bit values, where it was read as a number. */
  readonly ipHigh?: number;
  readonly ipLow?: number;
  /** The ioctl request, an unsigned 32-bit value, where the line names it. */
  readonly request: number | null;
  readonly fields: readonly RecordField[];
  /** An earlier record of the stream that says the same, but for `time`, `serial`, `pid`, `ip`, and
   * where it stands. `raw` is then printable ASCII. */
  readonly like?: RefusalRecord | undefined;
  /** The record that was given early, while the stream was idle, and of which this is the whole. */
  readonly replaces?: RefusalRecord;
}

/** The log itself says that records are missing. */
export interface LostRecord extends RecordBase {
  readonly kind: 'lost';
  /** How many, as the line says; a lower bound. */
  readonly records: number;
}

/** A message that says a call was refused but not which. What it tells beside that has the meaning
 * of the refusal's fields, and is missing or null where the line does not say it. */
export interface UnnamedRecord extends RecordBase {
  readonly kind: 'unnamed';
  readonly source: RecordSource;
  readonly time?: number | null;
  readonly serial?: number | null;
  readonly clock?: number | null;
  readonly pid?: number | null;
  readonly comm?: string | null;
  readonly exe?: string | null;
}

export type LogRecord = RefusalRecord | LostRecord | UnnamedRecord;
