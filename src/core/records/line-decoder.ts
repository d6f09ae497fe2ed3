import type { Printed } from './printed';
import type { LogRecord } from './record';

/** One line of a stream, ready to be decoded. */
export interface Line {
  /** 1-based, LF, CRLF and lone CR each ending a line, as editors count them. */
  readonly number: number;
  /** Without its line end and without what a terminal would not show. Untrusted. */
  readonly text: string;
  /**
   * The lines before this one, nearest first, also those without a needle: as many as lie whole
   * within `LOOK_BACK_BYTES` of it. To be used while the line is being decoded, not later. Missing
   * where the line is a further piece of an overlong one.
   */
  readonly before?: () => Iterable<Line>;
  /** What was printed, where `text` is not that; see `rawOf`. */
  readonly printed?: Printed;
  /** What the journal knows of the line beside its text. */
  readonly entry?: JournalEntry;
}

/** The fields of a journal entry that no audit record and no message repeats. */
export interface JournalEntry {
  /** By the audit transport: the text has no `audit[PID]: ` before its type. */
  readonly audit: boolean;
  /** Milliseconds since the epoch: the event's own time where the entry has one, else journald's. */
  readonly time: number | null;
  /** The audit event's serial, only where `time` is the event's own. */
  readonly serial: number | null;
}

/** The line as it was printed. */
export function rawOf({ text, printed }: Line): string {
  return printed?.raw ?? text;
}

/**
 * Knows one record form. A decoder belongs to one stream and may remember lines of it. It is shown
 * only those lines that hold one of any decoder's needles, so it also has to tell by itself which
 * lines are its own.
 */
export interface LineDecoder {
  /** Every line of this form holds at least one of these ASCII strings as it was printed. */
  readonly needles: readonly string[];
  /** The records of `line`, in order; none where it is of another form. */
  decode(line: Line): readonly LogRecord[];
  /** Is asked only about lines on which no other decoder found anything. */
  readonly last?: true;
  /** Whether something waits for a following line, which `settle` would give. */
  readonly waits?: boolean;
  /** What waited for a following line: all lines before number `next` have passed, and at the
   * stream's end `next` is Infinity. */
  settle?(next: number): readonly LogRecord[];
}
