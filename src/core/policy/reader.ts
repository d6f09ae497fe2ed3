import type { Arch } from '../abi/types';
import { Lines } from '../text/lines';
import type { Span } from '../text/span';
import { firstIndex } from './first-index';
import type { FnItem, Scope } from './items';
import { ownFunctions } from './made/functions';
import { Makers } from './made/makers';
import type { PolicyProblem } from './model';
import type { Holder, Layout, Located } from './places';
import { isPlainTail } from './calls';
import type { Segment } from './segments';
import { innerSpan, isGroup, isMark, oneLineOf } from './syntax';
import { once } from './once';
import { namesInPatterns } from './patterns';
import type { SourceParts } from './sources';
import type { Comment, Group, Token } from './tokens';

/** What every part of one reading shares. */
export class Reader {
  readonly text: string;
  readonly lines: Lines;
  readonly problems: PolicyProblem[] = [];
  /** What the functions of the file make. */
  readonly makers: Makers;
  /** Whether extrasafe's trait is implemented. */
  readonly hasRuleSets = once(() => /\bRuleSet\s+for\b/.test(this.text));
  private readonly comments: readonly Comment[];
  private readonly patterns = new Map<FnItem, ReadonlySet<string>>();

  constructor(
    readonly sources: SourceParts,
    readonly arch: Arch,
  ) {
    this.text = sources.text;
    this.lines = new Lines(sources.text);
    this.comments = sources.comments;
    const [own = [], ...others] = sources.parts.map(({ root, modules }) =>
      ownFunctions(root, modules),
    );
    this.makers = new Makers(own, others.length > 0 ? new Makers(others.flat()) : null);
  }

  located(span: Span): Located {
    const { line } = this.sources.at(span.start);
    return {
      span: { start: span.start, end: span.end },
      line: this.lines.lineAt(span.start) - line + 1,
    };
  }

  /** The other file of the crate that an offset lies in; null for the source itself. */
  fileAt(offset: number): string | null {
    return this.sources.at(offset).path;
  }

  problem(span: Span, message: string, blocks = false): void {
    this.problems.push(this.problemAt(span, message, blocks));
  }

  /** The same, for who keeps it. */
  problemAt(span: Span, message: string, blocks = false): PolicyProblem {
    return { ...this.located(span), message, blocks };
  }

  /** The names in patterns of a function: `if let Some(name) = …`, `name => …`, `|name| …`. */
  namesInPatterns(fn: FnItem | null): ReadonlySet<string> {
    const known = fn && this.patterns.get(fn);
    if (known) return known;
    const names = namesInPatterns(fn?.body ?? []);
    if (fn) this.patterns.set(fn, names);
    return names;
  }

  /** A piece of the source for a message: one line, cut. */
  quote(span: Span): string {
    const end = Math.min(span.end, span.start + 200);
    const line = oneLineOf(this.text, { start: span.start, end });
    return line.length > 60 ? `${line.slice(0, 59)}…` : line;
  }

  /** The comments that begin in a span, in order. */
  commentsIn(span: Span): readonly Comment[] {
    const { comments } = this;
    const from = (offset: number): number =>
      firstIndex(comments.length, (at) => (comments[at]?.start ?? 0) >= offset);
    return comments.slice(from(span.start), from(span.end));
  }
}

/** A bracket that can hold a list: an array's, or any macro's. */
export interface Bracket {
  readonly group: Group;
  /** `vec` of `vec![…]`; null for an array. */
  readonly macro: string | null;
  /** Where the macro's name or the bracket begins. */
  readonly start: number;
}

/** Macros whose arguments are never a policy. */
const CHECKS =
  /^(?:debug_)?assert|^(?:e?print(?:ln)?|format|panic|matches|write(?:ln)?|unreachable|todo)$/;

/** Whether the bracket at an index is a check's or a message's: nothing in it lists anything. */
export function isCheck(siblings: readonly Token[], index: number): boolean {
  const name = siblings[index - 2];
  return isMark(siblings[index - 1], '!') && name?.kind === 'word' && CHECKS.test(name.text);
}

/** The bracket at an index; null where it is an index, an attribute or a call's arguments. */
export function bracketAt(siblings: readonly Token[], index: number): Bracket | null {
  const group = siblings[index];
  if (!isGroup(group)) return null;
  const name = siblings[index - 2];
  const before = siblings[index - 1];
  if (isMark(before, '!') && name?.kind === 'word') {
    return isCheck(siblings, index) ? null : { group, macro: name.text, start: name.start };
  }
  if (group.open !== '[') return null;
  const array =
    before === undefined ||
    (before.kind === 'mark' && before.text !== '?' && before.text !== '#') ||
    (before.kind === 'word' && ['return', 'in', 'else', 'mut'].includes(before.text));
  return array ? { group, macro: null, start: group.start } : null;
}

/** The bracket that a whole expression is, but for a plain tail: `vec![…]`, `&[…]`, `[…].to_vec()`. */
export function wholeBracket(tokens: readonly Token[]): Bracket | null {
  const at = tokens.findIndex((token) => isGroup(token));
  if (at > 3 || !isPlainTail(tokens, at + 1)) return null;
  return bracketAt(tokens, at);
}

/** Of brackets that a macro writes: where more is written in its invocation, which may be nowhere. */
export function layoutOf(bracket: Bracket, segments: readonly Segment[]): Layout {
  const { place } = bracket.group;
  if (place) return place.layout ?? { kind: 'bracket', body: place, items: [], macro: null };
  const items = segments.map(({ start, end, comma }) => ({ start, end, comma }));
  return { kind: 'bracket', body: innerSpan(bracket.group), items, macro: bracket.macro };
}

export function holderOf(fn: FnItem | null): Holder | null {
  return fn && { name: fn.name, span: { start: fn.start, end: fn.end } };
}

export function inResult(scope: Scope): boolean {
  return scope.fn?.returnsResult ?? false;
}
