import type { RecordField } from './record';

/** auditd's ENRICHED part follows the last field after one byte, 0x1D, that pastes lose. */
const ENRICHED = 'AUID="';

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
  }

  /** Reads the next pair; false at the body's end. */
  next(): boolean {
    const text = this.#text;
    for (;;) {
      const at = skipSeparators(text, this.at);
      this.at = at;
      if (at >= text.length || beginsRecord(text, at)) return false;
      const equals = endOfKey(text, at);
      if (isPair(text, at, equals)) {
        this.key = text.slice(at, equals);
        this.start = equals + 1;
        if (text[this.start] === '"') this.#quoted();
        else if (this.key === 'subj') this.#label();
        else this.#plain();
        return true;
      }
      this.at = endOfWord(text, at);
    }
  }

  #quoted(): void {
    const close = this.#text.indexOf('"', ++this.start);
    this.open = close === -1;
    this.end = this.open ? this.#text.length : close;
    this.at = this.open ? this.end : close + 1;
  }

  #plain(): void {
    this.end = endOfWord(this.#text, this.start);
    const enriched = this.#text.slice(this.start, this.end).indexOf(ENRICHED);
    if (enriched > 0) this.end = this.start + enriched;
    this.at = this.end;
    this.open = this.end === this.#text.length;
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
  }
}

function isPair(text: string, at: number, equals: number): boolean {
  return equals > at && text.charCodeAt(equals) === 0x3d;
}

function skipSeparators(text: string, at: number): number {
  while (isSeparator(text.charCodeAt(at))) at++;
  return at;
}

function beginsRecord(text: string, at: number): boolean {
  const first = text[at];
  if (first === 't') return text.startsWith('type=', at);
  return first === 'a' && (text.startsWith('audit:', at) || text.startsWith('audit[', at));
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
