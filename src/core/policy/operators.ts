import { isMark } from './syntax';
import type { Token } from './tokens';

/** A place among tokens, which reading moves on. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

/** From the weakest on (the Rust Reference, expression precedence); `<<` is two marks to the lexer. */
export const OPERATORS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Bits of an address on an architecture, which some types have. */
export type PointerWidth = 32 | 64;

/** Bits of what a value can be cast to, 0 for those of an address; `_` is what it is compared as. */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['u8', 8],
  ['u16', 16],
  ['u32', 32],
  ['u64', 64],
  ['usize', 0],
  ['c_uint', 32],
  ['c_ulong', 0],
  ['Ioctl', 0],
  ['_', 64],
]);
const SIGNED: ReadonlyMap<string, number> = new Map([
  ['i8', 8],
  ['i16', 16],
  ['i32', 32],
  ['i64', 64],
  ['isize', 0],
  ['c_int', 32],
  ['c_long', 0],
]);

/** `a::b` at a cursor, which is then behind it. */
export function wordsAt(cursor: Cursor): readonly string[] {
  const words: string[] = [];
  for (;;) {
    const word = cursor.tokens[cursor.at];
    if (word?.kind !== 'word') return words;
    words.push(word.text);
    cursor.at += 1;
    const next = cursor.tokens[cursor.at + 1];
    if (!isMark(cursor.tokens[cursor.at], '::') || next?.kind !== 'word') return words;
    cursor.at += 1;
  }
}

/** The bytes of `size_of::<u64>`, the cursor then behind it; null for anything else. */
export function sizeAt(
  cursor: Cursor,
  words: readonly string[],
  pointer: PointerWidth,
): bigint | null {
  if (words.at(-1) !== 'size_of') return null;
  const [colons, open, type, close] = cursor.tokens.slice(cursor.at, cursor.at + 4);
  if (!isMark(colons, '::') || !isMark(open, '<') || !isMark(close, '>')) return null;
  const bits = type?.kind === 'word' ? (WIDTHS.get(type.text) ?? SIGNED.get(type.text)) : undefined;
  if (bits === undefined) return null;
  cursor.at += 4;
  return BigInt((bits || pointer) / 8);
}

export function isOperator({ tokens, at }: Cursor, operator: string): boolean {
  return operator.split('').every((mark, index) => isMark(tokens[at + index], mark));
}

export function applied(operator: string, left: bigint, right: bigint): bigint | null {
  switch (operator) {
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '<<':
      return right < 0n || right > 63n ? null : left << right;
    case '>>':
      return right < 0n || right > 63n ? null : left >> right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? null : left / right;
    default:
      return right === 0n ? null : left % right;
  }
}

/** A value cast to a type of that name; null where it is none of a plain integer. */
export function castTo(type: string, value: bigint, pointer: PointerWidth): bigint | null {
  const [bits, signed] = [WIDTHS.get(type), SIGNED.get(type)];
  if (bits !== undefined) return BigInt.asUintN(bits || pointer, value);
  return signed === undefined ? null : BigInt.asIntN(signed || pointer, value);
}
