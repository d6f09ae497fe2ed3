import { entryOf } from './json-line';
import type { Line } from './line-decoder';
import { Printed } from './printed';

/** The fields of an entry that its record has not. */
const FIELDS: readonly string[] = [
  '__REALTIME_TIMESTAMP',
  '_SOURCE_REALTIME_TIMESTAMP',
  '_AUDIT_ID',
];
const MESSAGE = 'MESSAGE=';
/** What a message is by which the audit transport's can be told (journald-audit.c). */
const AUDIT = /^(?:SECCOMP|ANOM_ABEND) /;
/** A binary field's length, eight bytes of which most are NULs, as it comes out as text. */
const LENGTH = 8;
/** An entry has some dozens of fields. */
const MAX_LINES = 200;
/** A field, or the name of one whose value follows in binary. */
const FIELD = /^([A-Z0-9_]{1,64})(=|$)/;

/**
 * Reads audit events out of `journalctl -o export` (systemd, docs/JOURNAL_EXPORT_FORMATS.md) and
 * `-o verbose`: an entry is a block of lines `KEY=value`, in the first from `__CURSOR=` to an empty
 * line. A message that is not plain text stands on the line behind its key, after its length.
 * Messages of the other transports are whole records and need no entry.
 */
export class ExportedEntries {
  readonly needles = [
    '__CURSOR=',
    'MESSAGE=SECCOMP',
    'MESSAGE=ANOM_ABEND',
    'SECCOMP auid=',
    'ANOM_ABEND auid=',
    ...FIELDS.map((field) => `${field}=`),
  ];
  /** Known only within an entry whose beginning was seen, or behind its message. */
  #fields: Map<string, string> | null = null;
  /** The entry's audit message, waiting for the fields behind it. */
  #message: { readonly line: Line; readonly start: number } | null = null;
  /** The last line was the name of a binary field. */
  #binary = false;

  /** The line's number for which more is awaited; null where none is. */
  get waitsSince(): number | null {
    return this.#message?.line.number ?? null;
  }

  /** Whether a line may be a part of an entry. */
  get inEntry(): boolean {
    return this.#fields !== null;
  }

  /** The lines that are complete now that `line` has come. */
  push(line: Line): readonly Line[] {
    const { text } = line;
    if (line.printed !== undefined) return [...this.end(), line];
    if (text.startsWith('__CURSOR=')) {
      const before = this.end();
      this.#fields = new Map();
      return before;
    }
    const indent = endOfBlanks(text);
    if (this.#fields === null && !text.startsWith(MESSAGE, indent)) return [line];
    const start = this.#messageStart(text, indent);
    if (start !== -1) {
      const before = this.#message === null ? [] : this.end();
      this.#message = { line, start };
      this.#fields ??= new Map();
      return before;
    }
    const field = FIELD.exec(text.slice(indent, indent + 65));
    const key = field?.[1] ?? '';
    if (field?.[2] === '=' && FIELDS.includes(key)) {
      this.#fields?.set(key, text.slice(indent + key.length + 1));
    }
    if (this.#message === null) return [line];
    const goesOn = field !== null || this.#binary;
    this.#binary = field?.[2] === '';
    if (goesOn && line.number <= this.#message.line.number + MAX_LINES) return [];
    return [...this.end(), line];
  }

  /** The entry is over. */
  end(): readonly Line[] {
    const message = this.#message;
    const fields = this.#fields;
    this.#message = null;
    this.#fields = null;
    this.#binary = false;
    if (message === null) return [];
    const { line, start } = message;
    const entry = entryOf((name) => fields?.get(name) ?? null);
    const printed = new Printed(line.text, [{ at: 0, from: start }]);
    return [{ number: line.number, text: line.text.slice(start), printed, entry }];
  }

  /** Where an audit message begins on a line; -1 where none does. */
  #messageStart(text: string, indent: number): number {
    if (text.startsWith(MESSAGE, indent)) {
      const start = indent + MESSAGE.length;
      return AUDIT.test(text.slice(start, start + 16)) ? start : -1;
    }
    if (this.#fields === null) return -1;
    const at = text.slice(0, LENGTH + 16).search(/(?:SECCOMP|ANOM_ABEND) /);
    return at > 0 && at <= LENGTH ? at : -1;
  }
}

function endOfBlanks(text: string): number {
  let at = 0;
  while (text[at] === ' ') at++;
  return at;
}
