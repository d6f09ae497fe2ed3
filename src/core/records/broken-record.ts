import { actionOfCode } from '../abi/actions';
import type { Line } from './line-decoder';
import { Composer, Printed } from './printed';

/** What a record's line holds before its fields, in each form. */
const TYPES = ['type=SECCOMP', 'type=1326', ': SECCOMP'];
/** The fields of a record (kernel/auditsc.c, audit_log_task and audit_seccomp). */
const KEYS = new Set(
  'auid uid gid ses subj ppid pid comm exe sig arch syscall compat ip code'.split(' '),
);
const CODE = ' code=';
/** A record of 400 characters in lines of 40, quoted. */
const MAX_LINES = 16;

const NONE: readonly Line[] = [];

interface Piece {
  readonly line: Line;
  /** What of the line belongs to the record. */
  readonly start: number;
  /** Between the piece before and this one. */
  readonly joint: '' | ' ';
}

/**
 * Puts records together that a mail program, a terminal or a person broke over several lines, quoted
 * by `> ` or not. Only what certainly goes on with a record is joined to it: a line that begins with
 * one of its fields, or one whose first word completes the field that the last line broke off, and
 * behind which the next field follows. A record that nothing follows stays as it was cut.
 */
export class BrokenRecords {
  #pieces: Piece[] = [];
  #text = '';

  /** The line's number for which more is awaited; null where none is. */
  get waitsSince(): number | null {
    return this.#pieces[0]?.line.number ?? null;
  }

  /** The lines that are complete now that `line` has come; it may be kept to be gone on with. */
  push(line: Line): readonly Line[] {
    const next = this.#pieces.length === 0 ? null : this.#continuation(line);
    if (next !== null) {
      this.#append(next);
      if (!isUnfinished(this.#text) || this.#pieces.length === MAX_LINES) return this.end();
      return [];
    }
    const before = this.#pieces.length === 0 ? NONE : this.end();
    if (line.printed !== undefined || !isUnfinished(line.text)) {
      return before.length === 0 ? [line] : [...before, line];
    }
    this.#append({ line, start: 0, joint: '' });
    return before;
  }

  /** Nothing goes on with what was kept. */
  end(): readonly Line[] {
    const [first, ...others] = this.#pieces;
    if (first === undefined) return [];
    const line = others.length === 0 ? first.line : composed(this.#pieces);
    this.#pieces = [];
    this.#text = '';
    return [line];
  }

  #append(piece: Piece): void {
    this.#pieces.push(piece);
    const before = piece.joint === '' ? this.#text : this.#text.trimEnd();
    this.#text = before + piece.joint + piece.line.text.slice(piece.start);
  }

  #continuation(line: Line): Piece | null {
    if (line.printed !== undefined) return null;
    const start = afterQuoteMarks(line.text);
    const rest = line.text.slice(start);
    const [word = '', second = ''] = firstWords(rest);
    if (isField(word) || /^(?:msg=)?audit\(/.test(word)) return { line, start, joint: ' ' };
    if (lastWord(this.#text.trimEnd()).startsWith('subj=') && isField(second)) {
      return { line, start, joint: ' ' };
    }
    const last = lastWord(this.#text);
    if (!isField(last + word)) return null;
    const completes = second === '' ? isCode(last + word) : isField(second);
    return completes ? { line, start, joint: '' } : null;
  }
}

function composed(pieces: readonly Piece[]): Line {
  const composer = new Composer();
  let from = 0;
  for (const { line, start, joint } of pieces) {
    // The joint stands for the line end before the piece.
    if (joint !== '') composer.add(joint, from - 1);
    composer.add(line.text.slice(start).trimEnd(), from + start);
    from += line.text.length + 1;
  }
  const raw = pieces.map(({ line }) => line.text).join('\n');
  return {
    number: pieces[0]?.line.number ?? 1,
    text: composer.text,
    printed: new Printed(raw, composer.parts),
  };
}

/** The text holds the beginning of a record, and behind that no `code=` with a whole value. */
export function isUnfinished(text: string): boolean {
  const code = text.lastIndexOf(CODE);
  if (code !== -1) {
    // All values but cut ones are whole actions', of which no digit can be missing.
    const end = endOfDigits(text, code + CODE.length + 2);
    if (end < text.length || isCode(text.slice(code + 1))) return false;
  }
  return TYPES.some((type) => text.includes(type));
}

/** Behind the lower-case hex digits from `at` on. */
function endOfDigits(text: string, at: number): number {
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66))) break;
  }
  return at;
}

/** `code=` with the number of an action, so that no digit of it is missing. */
function isCode(word: string): boolean {
  if (!/^code=0x[0-9a-f]{1,8}$/.test(word)) return false;
  const code = parseInt(word.slice('code='.length), 16);
  return (code & 0xffff) === 0 && actionOfCode(code) !== null;
}

/** A pair of a record; only a quoted value may hold a further `=`. */
function isField(word: string): boolean {
  const equals = word.indexOf('=');
  if (equals <= 0 || !KEYS.has(word.slice(0, equals))) return false;
  return word[equals + 1] === '"' || word.startsWith('subj=') || !word.includes('=', equals + 1);
}

/** Behind blanks and the marks of quoted mail. */
function afterQuoteMarks(text: string): number {
  let at = 0;
  while (' \t>|'.includes(text[at] ?? '.')) at++;
  return at;
}

function firstWords(text: string): string[] {
  return text.trimStart().split(/[ \t]+/, 2);
}

/** Empty where the text ends with a blank: nothing was broken off. */
function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1);
}
