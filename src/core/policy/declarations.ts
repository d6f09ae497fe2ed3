import type { Span } from '../text/span';
import { behindGenerics } from './generics';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Leaf, Token } from './tokens';

/** `mod name { … }`; `next` is the index behind it. */
export interface ModuleSyntax {
  readonly name: string;
  readonly body: Group;
  readonly next: number;
}

/** Reads a module with a body at its `mod`; null for `mod name;`. */
export function moduleAt(tokens: readonly Token[], at: number): ModuleSyntax | null {
  const name = tokens[at + 1];
  const body = tokens[at + 2];
  if (name?.kind !== 'word' || !isGroup(body, '{')) return null;
  return { name: name.text, body, next: at + 3 };
}

/** `fn name(…) -> … { … }`. */
export interface FunctionSyntax {
  readonly name: Leaf;
  /** All between the name, with what generics it has, and the body. */
  readonly signature: readonly Token[];
  readonly body: Group;
  readonly next: number;
}

/** Reads a function at its `fn`; null where it has no body, as in a trait. */
export function functionAt(tokens: readonly Token[], at: number): FunctionSyntax | null {
  const name = tokens[at + 1];
  if (name?.kind !== 'word') return null;
  const from = behindGenerics(tokens, at + 2);
  let end = from;
  while (end < tokens.length && !isMark(tokens[end], ';')) {
    if (isGroup(tokens[end], '{')) break;
    // Another one begins: this one has no end.
    if (isWord(tokens[end], 'fn') && tokens[end + 1]?.kind === 'word') return null;
    end += 1;
  }
  const body = tokens[end];
  if (!isGroup(body, '{')) return null;
  return { name, signature: tokens.slice(from, end), body, next: end + 1 };
}

/** `const NAME: type = value;`, or `static`. */
export interface ConstantSyntax {
  readonly name: Leaf;
  readonly type: Span;
  readonly value: readonly Token[];
  readonly valueSpan: Span;
  /** The offset behind its semicolon. */
  readonly end: number;
  readonly next: number;
}

/** Reads a constant at its `const` or `static`; null for `const fn`, and for one without a value. */
export function constantAt(tokens: readonly Token[], index: number): ConstantSyntax | null {
  const at = isWord(tokens[index + 1], 'mut') ? index + 1 : index;
  const name = tokens[at + 1];
  if (name?.kind !== 'word' || !isMark(tokens[at + 2], ':')) return null;
  let equals = at + 3;
  while (equals < tokens.length && !isMark(tokens[equals], '=')) {
    if (isMark(tokens[equals], ';') || isMark(tokens[equals], ',')) return null;
    if (beginsConstant(tokens, equals)) return null;
    equals = Math.max(equals + 1, behindGenerics(tokens, equals));
  }
  let end = equals + 1;
  while (end < tokens.length && !isMark(tokens[end], ';')) {
    if (beginsConstant(tokens, end)) return null;
    end += 1;
  }
  const [type, first] = [tokens[at + 3], tokens[equals + 1]];
  const [last, semicolon] = [tokens[end - 1], tokens[end]];
  if (!type || !first || !last || !semicolon) return null;
  return {
    name,
    type: { start: type.start, end: tokens[equals]?.start ?? type.end },
    value: tokens.slice(equals + 1, end),
    valueSpan: { start: first.start, end: last.end },
    end: semicolon.end,
    next: end + 1,
  };
}

/** Whether a constant with a type stands at an index: no other one ends behind it. */
function beginsConstant(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word' || (token.text !== 'const' && token.text !== 'static')) return false;
  return tokens[at + 1]?.kind === 'word' && isMark(tokens[at + 2], ':');
}

/** `let name = …`, up to what it is set to. */
export interface VariableSyntax {
  readonly name: string;
  /** The index at which its value begins. */
  readonly first: number;
  /** Whether it is a loop's, which takes what follows one by one. */
  readonly loop: boolean;
}

/** Reads a variable at its `let`; null for a pattern, `if let Some(x) = …`. */
export function variableAt(tokens: readonly Token[], index: number): VariableSyntax | null {
  let at = index + 1;
  if (isWord(tokens[at], 'mut')) at += 1;
  const name = tokens[at];
  if (name?.kind !== 'word') return null;
  if (!isMark(tokens[at + 1], '=') && !isMark(tokens[at + 1], ':')) return null;
  while (at < tokens.length && !isMark(tokens[at], '=')) {
    if (isMark(tokens[at], ';')) return null;
    at += 1;
  }
  return { name: name.text, first: at + 1, loop: false };
}

/** A loop's pattern is short; a hostile one must not be looked for to the file's end. */
const MAX_PATTERN = 8;

/**
 * Reads `for name in …` at its `for`; null for `impl A for B`. Of `for (nr, requests) in …` the first
 * name, which is the call's in a table of rows.
 */
export function loopAt(tokens: readonly Token[], index: number): VariableSyntax | null {
  const to = tokens.slice(index, index + MAX_PATTERN).findIndex((token) => isWord(token, 'in'));
  const pattern = tokens[index + to - 1];
  const name = isGroup(pattern, '(') ? pattern.inner.find(isPlainWord) : pattern;
  if (to < 2 || name?.kind !== 'word') return null;
  return { name: name.text, first: index + to + 1, loop: true };
}

function isPlainWord(token: Token): boolean {
  return token.kind === 'word' && token.text !== 'mut' && token.text !== 'ref';
}

/** The index of a `macro_rules!` name at its first word; null where it is none. */
export function macroNameAt(tokens: readonly Token[], at: number): number | null {
  // One token where the grammar parses it, two inside another macro.
  if (isWord(tokens[at], 'macro_rules!')) return at + 1;
  return isWord(tokens[at], 'macro_rules') && isMark(tokens[at + 1], '!') ? at + 2 : null;
}

/** The index of the next semicolon; the number of tokens where there is none. */
export function semicolonFrom(tokens: readonly Token[], at: number): number {
  let end = at;
  while (end < tokens.length && !isMark(tokens[end], ';')) end += 1;
  return end;
}
