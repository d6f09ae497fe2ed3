import type { RecordField } from './record';

/** The fields of one audit record's body. */
export interface AuditFields {
  readonly fields: readonly RecordField[];
  /** True where nothing stands after the last field's value, so that it may be cut short. */
  readonly open: boolean;
  /** Where the body ends: the text's end, or the next record on the same line. */
  readonly end: number;
}

/** auditd's ENRICHED part follows the last field after one byte, 0x1D, that pastes lose. */
const ENRICHED = 'AUID="';

/**
 * Reads `key=value` pairs of `text` from `start` on, as the kernel's audit code and auditd write
 * them (kernel/audit.c, audit_log_untrustedstring: a value that holds a space, a quote or a
 * non-printing byte is hex, any other string is quoted). A pair inside a quoted value is no pair.
 * Words that are no pair are passed over.
 */
export function readAuditFields(text: string, start: number): AuditFields {
  const fields: RecordField[] = [];
  let open = false;
  let at = start;
  for (;;) {
    while (isSeparator(text.charCodeAt(at))) at++;
    if (at >= text.length || beginsRecord(text, at)) break;
    const equals = endOfKey(text, at);
    if (equals === at || text[equals] !== '=') {
      at = endOfWord(text, at);
      continue;
    }
    const key = text.slice(at, equals);
    const value = key === 'subj' ? labelAt(text, equals + 1) : valueAt(text, equals + 1);
    fields.push({ key, value: text.slice(value.start, value.end), ...value.span });
    open = value.open;
    at = value.next;
  }
  return { fields, open: open && at >= text.length, end: at };
}

interface Value {
  readonly start: number;
  readonly end: number;
  readonly span: { readonly start: number; readonly end: number };
  /** Where to read on. */
  readonly next: number;
  /** The text ended before anything said that the value was whole. */
  readonly open: boolean;
}

function value(start: number, end: number, next: number, open: boolean): Value {
  return { start, end, span: { start, end }, next, open };
}

function valueAt(text: string, at: number): Value {
  if (text[at] === '"') {
    const close = text.indexOf('"', at + 1);
    return close === -1
      ? value(at + 1, text.length, text.length, true)
      : value(at + 1, close, close + 1, false);
  }
  const end = endOfWord(text, at);
  const enriched = text.slice(at, end).indexOf(ENRICHED);
  return enriched > 0
    ? value(at, at + enriched, at + enriched, false)
    : value(at, end, end, end === text.length);
}

/**
 * A security label is printed as it is, without quotes, and AppArmor's has spaces:
 * `subj==docker-default (enforce)`. It goes on over the words that are no pairs.
 */
function labelAt(text: string, at: number): Value {
  let end = endOfWord(text, at);
  for (;;) {
    let word = end;
    while (isSeparator(text.charCodeAt(word))) word++;
    if (word >= text.length || beginsRecord(text, word)) break;
    const equals = endOfKey(text, word);
    if (equals > word && text[equals] === '=') break;
    end = endOfWord(text, word);
  }
  return value(at, end, end, end === text.length);
}

function beginsRecord(text: string, at: number): boolean {
  return (
    text.startsWith('type=', at) || text.startsWith('audit:', at) || text.startsWith('audit[', at)
  );
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
