import type { Span } from '../text/span';

/** Something named in the source, with where it stands. `line` counts from 1. */
export interface Located {
  readonly span: Span;
  readonly line: number;
}

/**
 * One of the things that commas separate inside a bracket, understood or not: what an edit has to
 * step around. The span includes the attributes in front of it.
 */
export interface ListItem extends Span {
  /** The offset of the comma behind it, null where there is none. */
  readonly comma: number | null;
}

/**
 * A place for items as it is laid out: brackets with commas, a block of statements (whose items'
 * `comma` is their semicolon), a chain of method calls (whose items begin at their dots), or an array
 * of JSON, whose last item can have no comma.
 */
export interface Layout {
  readonly kind: 'bracket' | 'block' | 'chain' | 'json';
  /** Inside the brackets or braces; the whole of a chain. */
  readonly body: Span;
  readonly items: readonly ListItem[];
  /** `or` of `or![…]`; null where the brackets are an array's. */
  readonly macro: string | null;
}

/** A function or a constant of the file that holds something: what a change to it touches. */
export interface Holder {
  readonly name: string;
  readonly span: Span;
}
