import { rawOf, type JournalEntry, type Line } from './line-decoder';
import { Composer, Printed } from './printed';

/** Under these keys logs in JSON have the text: journald, dmesg, most loggers, docker. */
const MESSAGE_KEYS: ReadonlySet<string> = new Set(['MESSAGE', 'msg', 'message', 'log']);

/** The journal's fields of an audit event without its text, and the record's keys for them. */
const AUDIT_FIELDS: readonly (readonly [field: string, key: string, name: boolean])[] = [
  ['_PID', 'pid', false],
  ['_COMM', 'comm', true],
  ['_EXE', 'exe', true],
  ['_AUDIT_FIELD_SIG', 'sig', false],
  ['_AUDIT_FIELD_ARCH', 'arch', false],
  ['_AUDIT_FIELD_SYSCALL', 'syscall', false],
  ['_AUDIT_FIELD_COMPAT', 'compat', false],
  ['_AUDIT_FIELD_IP', 'ip', false],
  ['_AUDIT_FIELD_CODE', 'code', false],
];
const AUDIT_SECCOMP = '1326';

/**
 * One of these stands on every line whose message cannot be found by the needle of its own form: it
 * is written in bytes, or left out.
 */
export const JSON_NEEDLES: readonly string[] = [
  '"MESSAGE":[',
  '"MESSAGE" : [',
  '"_AUDIT_TYPE":"1326"',
];

/** A value of an object in JSON, where it stands: without a string's quotes, an array's brackets. */
interface Value {
  readonly kind: 'string' | 'bytes' | 'other';
  readonly start: number;
  readonly end: number;
}

/**
 * The lines of the message that a line in JSON holds: `journalctl -o json` and `json-pretty`,
 * `dmesg -J`, and programs that log so. Any other line comes out as it is.
 *
 * journald writes a message that is not plain text as an array of its bytes, and `--output-fields`
 * can leave out the message of an audit event, whose fields then say the same.
 */
export function messageLines(line: Line): readonly Line[] {
  const { text } = line;
  if (!looksLikeJson(text)) return [line];
  const values = readValues(text);
  const message = [...MESSAGE_KEYS].map((key) => values.get(key)).find((value) => value);
  const entry = journalEntry(text, values);
  if (message === undefined || message.kind === 'other') {
    const audit = auditMessage(text, values);
    if (audit === null) return [line];
    return [{ number: line.number, text: audit, printed: new Printed(text, null), entry }];
  }
  const composer = new Composer();
  if (message.kind === 'string') unescape(text, message, composer);
  else composer.text = bytesText(text, message);
  const parts = message.kind === 'string' ? composer.parts : null;
  return linesOf(line, composer.text, parts, entry);
}

/** The first character that is no blank; nearly every line of a log is told by it. */
function looksLikeJson(text: string): boolean {
  let at = 0;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] === '{' || text[at] === '"';
}

function linesOf(
  line: Line,
  text: string,
  parts: Composer['parts'] | null,
  entry: JournalEntry,
): readonly Line[] {
  let at = 0;
  return text.split('\n').map((part) => {
    const start = at;
    at += part.length + 1;
    const moved = parts?.map(({ at, from }) => ({ at: at - start, from })) ?? null;
    const printed = new Printed(rawOf(line), moved);
    return { number: line.number, text: part.replaceAll('\0', ''), printed, entry };
  });
}

function journalEntry(text: string, values: ReadonlyMap<string, Value>): JournalEntry {
  return entryOf((key) => {
    const value = values.get(key);
    return value === undefined ? null : text.slice(value.start, value.end).trim();
  });
}

/** What the fields of an entry say, by their names in the journal (systemd.journal-fields(7)). */
export function entryOf(field: (name: string) => string | null): JournalEntry {
  const own = microseconds(field('_SOURCE_REALTIME_TIMESTAMP'));
  const serial = field('_AUDIT_ID');
  const transport = field('_TRANSPORT');
  return {
    audit: transport === null || transport === 'audit',
    time: own ?? microseconds(field('__REALTIME_TIMESTAMP')),
    serial: own !== null && serial !== null && /^\d{1,10}$/.test(serial) ? Number(serial) : null,
  };
}

/** Milliseconds of a number of microseconds; their fraction is no audit record's. */
function microseconds(digits: string | null): number | null {
  return digits !== null && /^\d{1,17}$/.test(digits) ? Math.floor(Number(digits) / 1000) : null;
}

function auditMessage(text: string, values: ReadonlyMap<string, Value>): string | null {
  const type = values.get('_AUDIT_TYPE');
  if (type === undefined || text.slice(type.start, type.end).trim() !== AUDIT_SECCOMP) return null;
  const pairs = AUDIT_FIELDS.flatMap(([field, key, name]) => {
    const value = values.get(field);
    if (value === undefined) return [];
    const composer = new Composer();
    unescape(text, value, composer);
    return [`${key}=${name ? Buffer.from(composer.text).toString('hex') : composer.text}`];
  });
  return `SECCOMP ${pairs.join(' ')}`;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;
const SPACES = /[ \t]*/y;
const BYTES = /\[[0-9, ]*\]/y;
const OTHER = /[^,\]}\s]*/y;

/**
 * The values by their keys, at whatever depth, the first of a key. Reads on over what is no JSON,
 * since a line may be a part of an object or cut short.
 */
function readValues(text: string): Map<string, Value> {
  const values = new Map<string, Value>();
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const keyEnd = match(STRING, text, at);
    if (keyEnd === -1) break;
    const colon = match(SPACES, text, keyEnd);
    if (text[colon] !== ':') {
      at = keyEnd;
      continue;
    }
    const key = text.slice(at + 1, keyEnd - 1);
    const value = readValue(text, match(SPACES, text, colon + 1));
    if (!values.has(key)) values.set(key, value);
    at = value.kind === 'string' ? value.end + 1 : value.end;
  }
  return values;
}

function readValue(text: string, at: number): Value {
  if (text[at] === '"') {
    const end = match(STRING, text, at);
    // Cut short, the string goes on to the line's end.
    return { kind: 'string', start: at + 1, end: end === -1 ? text.length : end - 1 };
  }
  const bytes = match(BYTES, text, at);
  if (bytes !== -1) return { kind: 'bytes', start: at + 1, end: bytes - 1 };
  return { kind: 'other', start: at, end: Math.max(at + 1, match(OTHER, text, at)) };
}

/** Where the match that begins at `at` ends; -1 for none. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '', b: '', f: '' };

/** A string without its escapes; what is none of JSON's stays as it is. */
function unescape(text: string, { start, end }: Value, into: Composer): void {
  for (let at = start; at < end;) {
    const escape = text.indexOf('\\', at);
    const stop = escape === -1 || escape >= end ? end : escape;
    if (stop > at) into.add(text.slice(at, stop), at);
    if (stop === end) return;
    const unicode = /^u([0-9a-fA-F]{4})/.exec(text.slice(stop + 1, stop + 6))?.[1];
    const letter = text[stop + 1] ?? '';
    into.add(
      unicode === undefined
        ? (ESCAPES[letter] ?? letter)
        : String.fromCharCode(parseInt(unicode, 16)),
      stop,
    );
    at = stop + (unicode === undefined ? 2 : 6);
  }
}

function bytesText(text: string, { start, end }: Value): string {
  return Buffer.from(text.slice(start, end).split(',').map(Number)).toString('utf8');
}
