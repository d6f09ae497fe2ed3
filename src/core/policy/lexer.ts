import type { Span } from '../text/span';
import {
  after,
  ASCII_WORD,
  BLANKS,
  blockCommentEnd,
  CHAR,
  FRACTION,
  HASHES,
  LITERAL,
  LONG_MARKS,
  LONGER,
  METAVARIABLE,
  NO_OPERAND,
  NUMBER,
  SHEBANG,
  SHORT_MARKS,
  stringEnd,
  SUFFIX,
  WORD,
} from './lexer-patterns';
import type { Leaf } from './tokens';

/** What a lexer shows each leaf and comment to, in the order of the text. */
export interface LexerSink {
  leaf(kind: Leaf['kind'], start: number, end: number): void;
  comment(span: Span): void;
}

/**
 * Splits a Rust text into leaves as its grammar does: tree-sitter's own leaves cost a call into
 * WebAssembly for each, several times what this takes. `test/unit/policy/lexer.test.ts` holds the two
 * together. One difference: what is two marks or one by the syntax around it (`>>`, `&&`, `0.1` of
 * `x.0.1`) is told by the leaf before it, inside macros too. Linear; never throws. Runs of characters
 * are left to patterns, which are fast from the first on, while a loop over characters has to be
 * compiled before it is.
 */
export class Lexer {
  private at = 0;
  /** The last leaf, which tells what some marks are. */
  private last: Leaf['kind'] | null = null;
  private lastStart = 0;
  private lastEnd = 0;
  /** What was found to have no end has none further on either: it is not looked for again. */
  private readonly endless = new Set<string>();
  private endlessCount = 0;

  constructor(
    private readonly text: string,
    private readonly sink: LexerSink,
  ) {}

  /** Whether everything that was begun has its end. */
  get isWhole(): boolean {
    return this.endless.size === 0;
  }

  /** How often something was begun that has no end. */
  get unended(): number {
    return this.endlessCount;
  }

  run(): void {
    const { text } = this;
    const shebang = after(SHEBANG, text, 0);
    if (shebang > 0) this.comment(shebang);
    while (this.at < text.length) this.step(text.charCodeAt(this.at));
  }

  private step(code: number): void {
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d))
      this.at = after(BLANKS, this.text, this.at);
    else if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f) {
      this.wordOrLiteral();
    } else if (code >= 0x30 && code <= 0x39) this.number();
    else if (code === 0x22) this.string(this.at, this.at);
    else if (code === 0x27) this.quote();
    else if (code === 0x2f) this.slash();
    else if (code > 0x7f) this.foreign();
    else this.mark();
  }

  private leaf(kind: Leaf['kind'], end: number): void {
    this.sink.leaf(kind, this.at, end);
    this.last = kind;
    this.lastStart = this.at;
    this.lastEnd = end;
    this.at = end;
  }

  /** Whether the last leaf can end an operand. */
  private isOperand(): boolean {
    const { text, last, lastStart, lastEnd } = this;
    if (last === 'word') return !NO_OPERAND.test(text.slice(lastStart, lastEnd));
    return last === 'mark' ? ')]}?'.includes(text.charAt(lastStart)) : last !== null;
  }

  private wordOrLiteral(): void {
    const { text, at } = this;
    const end = after(ASCII_WORD, text, at);
    const next = text.charCodeAt(end);
    if (next === 0x22 || next === 0x27 || next === 0x23) this.prefixed(end);
    // One of other scripts' letters is for the whole pattern.
    else this.leaf('word', next > 0x7f ? after(WORD, text, at) : end);
  }

  /** A word in front of a quote or a `#`, which may be a literal's prefix. */
  private prefixed(end: number): void {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    if (code === 0x62 || code === 0x63 || code === 0x72) {
      const behind = after(LITERAL, text, at);
      const next = text.charCodeAt(behind);
      if (behind > at && next === 0x27) {
        const end = code === 0x62 && behind === at + 1 ? after(CHAR, text, at) : at;
        if (end > at) {
          this.leaf('literal', end);
          return;
        }
      } else if (behind > at) {
        const raw = text.charCodeAt(behind - 1) === 0x72;
        if (raw && this.rawString(behind)) return;
        if (!raw && next === 0x22) {
          this.string(at, behind);
          return;
        }
      }
    }
    // `r#type` is one word.
    const isRaw = code === 0x72 && text[end] === '#';
    this.leaf('word', isRaw ? after(WORD, text, at) : end);
  }

  private number(): void {
    const { text } = this;
    let end = after(NUMBER, text, this.at);
    const based = text[this.at] === '0' && /[xbo]/.test(text[this.at + 1] ?? '');
    if (!based || end === this.at + 1) {
      // `.0.1` are two fields, no fraction.
      const isField = this.last === 'mark' && text.slice(this.lastStart, this.lastEnd) === '.';
      if (!isField) end = after(FRACTION, text, end);
      end = after(SUFFIX, text, end);
    }
    this.leaf('number', end);
  }

  /** @param from where its prefix begins, @param quote its `"` */
  private string(from: number, quote: number): void {
    const end = this.endless.has('"') ? -1 : stringEnd(this.text, quote);
    if (end >= 0) {
      this.at = from;
      this.leaf('literal', end);
      return;
    }
    // While it is typed it has no end: what stands behind it is still worth reading.
    this.neverEnds('"');
    this.at = quote;
    this.leaf('mark', quote + 1);
  }

  /** @param hashes behind its `r` @returns false where it is none, or has no end */
  private rawString(hashes: number): boolean {
    const { text } = this;
    const quote = after(HASHES, text, hashes);
    if (text[quote] !== '"') return false;
    const closer = `"${text.slice(hashes, quote)}`;
    const raw = `r${closer}`;
    const end = this.endless.has(raw) ? -1 : text.indexOf(closer, quote + 1);
    if (end < 0) this.neverEnds(raw);
    else this.leaf('literal', end + closer.length);
    return end >= 0;
  }

  private neverEnds(what: string): void {
    this.endless.add(what);
    this.endlessCount += 1;
  }

  /** A character, or the mark of a lifetime. */
  private quote(): void {
    const end = after(CHAR, this.text, this.at);
    if (end > this.at) this.leaf('literal', end);
    else this.leaf('mark', this.at + 1);
  }

  private slash(): void {
    const { text, at } = this;
    const next = text[at + 1];
    if (next === '/') {
      const end = text.indexOf('\n', at);
      this.comment(end < 0 ? text.length : end);
    } else if (next === '*') {
      const end = this.endless.has('/*') ? -1 : blockCommentEnd(text, at);
      if (end >= 0) this.comment(end);
      else {
        this.neverEnds('/*');
        this.leaf('mark', at + 1);
      }
    } else this.mark();
  }

  private comment(end: number): void {
    this.sink.comment({ start: this.at, end });
    this.at = end;
  }

  private foreign(): void {
    const end = after(WORD, this.text, this.at);
    if (end > this.at) this.leaf('word', end);
    else if (/[\s\ufeff]/.test(this.text[this.at] ?? '')) this.at += 1;
    else this.leaf('mark', this.at + 1);
  }

  private mark(): void {
    const { text, at } = this;
    if (SHORT_MARKS.has(text.charAt(at))) this.leaf('mark', at + 1);
    else if (text.charAt(at) === '$')
      this.leaf('mark', Math.max(at + 1, after(METAVARIABLE, text, at)));
    else this.longMark();
  }

  private longMark(): void {
    const { text, at } = this;
    if (!LONGER.has(text.charAt(at + 1))) {
      this.leaf('mark', at + 1);
      return;
    }
    const two = text.slice(at, at + 2);
    const twice = two === '&&' || two === '||';
    if (LONG_MARKS.has(text.slice(at, at + 3))) this.leaf('mark', at + 3);
    else if (LONG_MARKS.has(two) || (twice && this.isOperand())) this.leaf('mark', at + 2);
    else this.leaf('mark', at + 1);
  }
}
