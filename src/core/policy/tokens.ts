import type { Tree } from 'web-tree-sitter';
import type { Span } from '../text/span';
import { Lexer, type LexerSink } from './lexer';
import { syntaxErrors } from './syntax-errors';

/** A word (also a keyword), a number, a string or character literal, or a mark such as `::`. */
export interface Leaf extends Span {
  readonly kind: 'word' | 'number' | 'literal' | 'mark';
  readonly text: string;
}

/** A pair of brackets with what is between them. `closed` is false where its end is missing. */
export interface Group extends Span {
  readonly kind: 'group';
  readonly open: '(' | '[' | '{';
  readonly inner: readonly Token[];
  readonly closed: boolean;
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

const CLOSERS: ReadonlyMap<string, Group['open']> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

interface OpenGroup {
  open: Group['open'];
  start: number;
  inner: Token[];
}

/** Collects leaves into groups; brackets that do not match close what they can. */
class Grouper {
  readonly errors: Span[] = [];
  private readonly stack: OpenGroup[];
  private readonly depth = { '(': 0, '[': 0, '{': 0 };

  constructor(private readonly start: number) {
    this.stack = [{ open: '{', start, inner: [] }];
  }

  add(leaf: Leaf): void {
    const { text } = leaf;
    if (text === '(' || text === '[' || text === '{') {
      this.stack.push({ open: text, start: leaf.start, inner: [] });
      this.depth[text] += 1;
      return;
    }
    const opener = CLOSERS.get(text);
    if (opener === undefined) {
      this.stack.at(-1)?.inner.push(leaf);
      return;
    }
    if (this.depth[opener] === 0) {
      this.errors.push({ start: leaf.start, end: leaf.end });
      return;
    }
    while (this.stack.at(-1)?.open !== opener) this.pop(leaf.start, false);
    this.pop(leaf.end, true);
  }

  finish(end: number): Group {
    while (this.stack.length > 1) this.pop(end, false);
    return {
      kind: 'group',
      open: '{',
      start: this.start,
      end,
      inner: this.stack[0]?.inner ?? [],
      closed: true,
    };
  }

  private pop(end: number, closed: boolean): void {
    const top = this.stack.pop();
    if (!top) return;
    this.depth[top.open] -= 1;
    if (!closed) this.errors.push({ start: top.start, end: top.start + 1 });
    this.stack.at(-1)?.inner.push({ kind: 'group', ...top, end, closed });
  }
}

/**
 * The tokens of a parsed text. Does not free the tree: of that only the errors are taken.
 * @param offset where the text begins in one that it is a part of
 */
export function tokenize(tree: Tree, text: string, offset = 0): TokenTree {
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
  new Lexer(text, sink).run();
  const root = grouper.finish(offset + text.length);
  const errors = [...grouper.errors, ...syntaxErrors(tree, offset)];
  errors.sort((a, b) => a.start - b.start || b.end - a.end);
  return { text, root, comments, errors };
}
