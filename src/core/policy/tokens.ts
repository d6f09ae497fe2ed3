import type { Tree } from 'web-tree-sitter';
import type { Span } from '../text/span';
import { Lexer, type LexerSink } from './lexer';
import type { Layout } from './places';
import { syntaxErrors } from './syntax-errors';

/** A word (also a keyword), a number, a string or character literal, or a mark such as `::`. */
export interface Leaf extends Span {
  readonly kind: 'word' | 'number' | 'literal' | 'mark';
  readonly text: string;
  /** A macro of the file writes it: it stands nowhere in what invokes that. */
  readonly made?: true;
}

/**
 * Where brackets that a macro of the file writes stand for in the invocation: the round of a repetition
 * that they are written for, else the invocation.
 */
export interface MadePlace extends Span {
  readonly whole: Span & { readonly comma: number | null };
  /** Where another round is written; null where there are none. */
  readonly around: Layout | null;
  /** Where something is written that is to come into these brackets; null where nothing is. */
  readonly layout: Layout | null;
}

/** A pair of brackets with what is between them. `closed` is false where its end is missing. */
export interface Group extends Span {
  readonly kind: 'group';
  readonly open: '(' | '[' | '{';
  readonly inner: readonly Token[];
  readonly closed: boolean;
  /** Absent where the source itself holds the brackets. */
  readonly place?: MadePlace;
}

export type Token = Leaf | Group;

export interface Comment extends Span {
  readonly text: string;
}

/**
 * A Rust text as brackets and words.
 *
 * tree-sitter parses nothing inside `vec![…]`: there, a tuple is a flat run of tokens, while the same
 * tuple in an array is an expression. Reading the leaves of both alike, grouped by their brackets,
 * leaves one reader for the two worlds.
 */
export interface TokenTree {
  readonly text: string;
  /** The whole file, as if in braces. */
  readonly root: Group;
  readonly comments: readonly Comment[];
  /** Where the grammar could not follow, or a bracket has no partner; in order of their starts. */
  readonly errors: readonly Span[];
}

interface OpenGroup {
  readonly open: Group['open'];
  readonly start: number;
  readonly inner: Token[];
}

/** In brackets: no program nests so deep. */
export const MAX_DEPTH = 400;
/** More literals and comments without an end are in no source that somebody types. */
const MAX_UNENDED = 256;

/** Collects leaves into groups; brackets that do not match close what they can. */
class Grouper {
  readonly errors: Span[] = [];
  /** The first bracket that stands in too many others. */
  tooDeep: Span | null = null;
  private readonly root: OpenGroup;
  private readonly stack: OpenGroup[];
  private readonly depth = { '(': 0, '[': 0, '{': 0 };
  /** What the innermost open group holds. */
  private inner: Token[];

  constructor(start: number) {
    this.root = { open: '{', start, inner: [] };
    this.stack = [this.root];
    this.inner = this.root.inner;
  }

  add(leaf: Leaf): void {
    if (leaf.kind !== 'mark') {
      this.inner.push(leaf);
      return;
    }
    switch (leaf.text) {
      case '(':
      case '[':
      case '{':
        this.push(leaf.text, leaf.start);
        break;
      case ')':
        this.close('(', leaf);
        break;
      case ']':
        this.close('[', leaf);
        break;
      case '}':
        this.close('{', leaf);
        break;
      default:
        this.inner.push(leaf);
    }
  }

  finish(end: number): Group {
    while (this.stack.length > 1) this.pop(end, false);
    const { open, start, inner } = this.root;
    return { kind: 'group', open, start, end, inner, closed: true };
  }

  private push(open: Group['open'], start: number): void {
    const group: OpenGroup = { open, start, inner: [] };
    this.stack.push(group);
    if (this.stack.length > MAX_DEPTH) this.tooDeep ??= { start, end: start + 1 };
    this.depth[open] += 1;
    this.inner = group.inner;
  }

  private close(opener: Group['open'], leaf: Leaf): void {
    if (this.depth[opener] === 0) {
      this.errors.push({ start: leaf.start, end: leaf.end });
      return;
    }
    while (this.stack.at(-1)?.open !== opener) this.pop(leaf.start, false);
    this.pop(leaf.end, true);
  }

  private pop(end: number, closed: boolean): void {
    const top = this.stack.pop();
    if (!top) return;
    const { open, start, inner } = top;
    this.depth[open] -= 1;
    if (!closed) this.errors.push({ start, end: start + 1 });
    this.inner = this.stack.at(-1)?.inner ?? this.root.inner;
    this.inner.push({ kind: 'group', open, start, end, inner, closed });
  }
}

/** A text that nobody has parsed. Its errors are brackets without a partner. */
export interface LexedText extends TokenTree {
  /** Whether every literal and comment in it has its end. */
  readonly isWhole: boolean;
  /**
   * Why it is not worth a parse, which would take seconds for each megabyte, or for ever: a bracket that
   * stands in too many others, or that literals without an end are begun again and again.
   */
  readonly hopeless: Span | 'endless' | null;
}

/** The tokens of a text. @param offset where it begins in one that it is a part of */
export function lexed(text: string, offset = 0): LexedText {
  const comments: Comment[] = [];
  const grouper = new Grouper(offset);
  const sink: LexerSink = {
    leaf(kind, start, end) {
      grouper.add({
        kind,
        text: text.slice(start, end),
        start: offset + start,
        end: offset + end,
      });
    },
    comment({ start, end }) {
      const trimmed = text.slice(start, end).trimEnd();
      comments.push({
        start: offset + start,
        end: offset + start + trimmed.length,
        text: trimmed,
      });
    },
  };
  const lexer = new Lexer(text, sink);
  lexer.run();
  const root = grouper.finish(offset + text.length);
  const { errors, tooDeep } = grouper;
  const hopeless = tooDeep ?? (lexer.unended > MAX_UNENDED ? 'endless' : null);
  return { text, root, comments, errors, isWhole: lexer.isWhole, hopeless };
}

/**
 * The tokens of a parsed text. Does not free the tree: of that only the errors are taken.
 * @param offset where the text begins in one that it is a part of
 */
export function tokenize(tree: Tree, text: string, offset = 0): TokenTree {
  const { root, comments, errors: unpaired } = lexed(text, offset);
  return { text, root, comments, errors: allErrors(unpaired, tree, offset) };
}

/** Brackets without a partner, and what the grammar says: in order of their starts, the longest first. */
export function allErrors(unpaired: readonly Span[], tree: Tree, offset = 0): readonly Span[] {
  const errors = [...unpaired, ...syntaxErrors(tree, offset)];
  return errors.sort((a, b) => a.start - b.start || b.end - a.end);
}
