import type { RecordField } from './record';
import { beginsRecord, gluedRecord, holdsBeginning } from './record-beginnings';

/** auditd's ENRICHED part follows the last field after one byte, 0x1D, that pastes lose. */
const ENRICHED = 'AUID="';
/** The longest `code=`, 0x and eight digits. */
const CODE_LENGTH = 10;

/** All fields of an audit record's body, which begins at `start` of `text`. */
export function readAuditFields(text: string, start: number): RecordField[] {
  const pairs = new AuditPairs(text, start);
  const fields: RecordField[] = [];
  while (pairs.next()) {
    const { key, start, end } = pairs;
    fields.push({ key, value: text.slice(start, end), start, end });
  }
  return fields;
}

/**
 * A cursor over the `key=value` pairs of one record's body, as the kernel's audit code and auditd
 * write them (kernel/audit.c, audit_log_untrustedstring: a value that holds a space, a quote or a
 * non-printing byte is hex, any other string is quoted). A pair inside a quoted value is no pair.
 * Words that are no pair are passed over.
 */
export class AuditPairs {
  readonly #text: string;
  /** The text holds a further record, which may begin in the middle of a word. */
  readonly #glued: boolean;
  /** Where to read on; after the last pair, the body's end: the text's, or where the next record on
   * the same line begins. */
  at: number;
  /** The pair that was read last: its key, and its value's offsets. */
  key = '';
  start = 0;
  end = 0;
  /** The text ends with that value, so that it may be cut short. */
  open = false;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
    this.#glued = holdsBeginning(text, at);
  }

  /** Reads the next pair; false at the body's end. */
  next(): boolean {
    const text = this.#text;
    for (;;) {
      const at = skipSeparators(text, this.at);
      this.at = at;
      if (at >= text.length || beginsRecord(text, at)) return false;
      const equals = endOfKey(text, at);
      const pair = isPair(text, at, equals);
      if (this.#glued) {
        const next = gluedRecord(text, at, pair ? equals : endOfWord(text, at));
        if (next !== -1) {
          this.at = next;
          return false;
        }
      }
      if (pair) {
        this.key = text.slice(at, equals);
        this.start = afterMarks(text, equals) + 1;
        if (text[this.start] === '"') this.#quoted();
        else if (this.key === 'subj') this.#label();
        else if (this.key === 'code') this.#code();
        else this.#plain();
        return true;
      }
      this.at = endOfWord(text, at);
    }
  }

  #quoted(): void {
    const text = this.#text;
    const close = text.indexOf('"', ++this.start);
    this.open = close === -1;
    this.end = this.open ? text.length : close;
    this.at = this.open ? this.end : close + 1;
    if (this.#glued && (this.open || !endsValue(text, this.at))) this.#cutAtRecord();
  }

  #plain(): void {
    const text = this.#text;
    this.end = endOfWord(text, this.start);
    if (text[this.end - 1] === '"') {
      const enriched = text.slice(this.start, this.end).indexOf(ENRICHED);
      if (enriched > 0) this.end = this.start + enriched;
    }
    this.at = this.end;
    this.open = this.end === text.length;
    if (this.#glued) this.#cutAtRecord();
    while (this.end > this.start && text.charCodeAt(this.end - 1) === ASTERISK) this.end--;
  }

  /**
   * The kernel's last field. It ends with its digits: what pastes join to it is another record, or
   * auditd's separator as rsyslog (`#035`), less (`^]`) and others show it.
   */
  #code(): void {
    const text = this.#text;
    const stop = Math.min(text.length, this.start + CODE_LENGTH);
    let end = this.start;
    while (end < stop && isCodePart(text.charCodeAt(end)) && !beginsRecord(text, end)) end++;
    if (end === this.start) {
      this.#plain();
      return;
    }
    this.end = end;
    this.at = end;
    this.open = end === text.length;
  }

  /** The value was cut: another record begins inside of it. */
  #cutAtRecord(): void {
    const next = gluedRecord(this.#text, this.start, this.end);
    if (next === -1) return;
    this.end = next;
    this.at = next;
    this.open = true;
  }

  /**
   * A security label is printed as it is, without quotes, and AppArmor's has spaces:
   * `subj==docker-default (enforce)`. It goes on over the words that are no pairs.
   */
  #label(): void {
    const text = this.#text;
    this.end = endOfWord(text, this.start);
    for (;;) {
      const word = skipSeparators(text, this.end);
      if (word >= text.length || beginsRecord(text, word)) break;
      if (isPair(text, word, endOfKey(text, word))) break;
      this.end = endOfWord(text, word);
    }
    this.at = this.end;
    this.open = this.end === text.length;
    if (this.#glued) this.#cutAtRecord();
  }
}

function isPair(text: string, at: number, equals: number): boolean {
  return equals > at && text.charCodeAt(afterMarks(text, equals)) === 0x3d;
}

const ASTERISK = 0x2a;

/** Mails and issue trackers set a word off by `**`, around the pair or around its key. */
function afterMarks(text: string, at: number): number {
  while (text.charCodeAt(at) === ASTERISK) at++;
  return at;
}

function skipSeparators(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (!isSeparator(code) && code !== ASTERISK) return at;
    at++;
  }
}

function endsValue(text: string, at: number): boolean {
  return at === text.length || skipSeparators(text, at) > at || beginsRecord(text, at);
}

/** Of `0x7ffc0000`: lower-case hex digits and the `x`. */
function isCodePart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66) || code === 0x78;
}

function endOfKey(text: string, at: number): number {
  while (isKeyPart(text.charCodeAt(at))) at++;
  return at;
}

function endOfWord(text: string, at: number): number {
  while (at < text.length && !isSeparator(text.charCodeAt(at))) at++;
  return at;
}

/** Space, tab, and auditd's 0x1D. */
function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x1d;
}

/** Letters, digits, `_`, `-`. */
function isKeyPart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d
  );
}
