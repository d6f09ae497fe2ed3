import { semicolonFrom } from './declarations';
import type { FnItem, Scope } from './items';
import { isGroup, isMark, isWord, segmentsOf } from './syntax';
import type { Token } from './tokens';
import { integerOf } from './integer';

/** Where an expression stands. */
export type Place = Pick<Scope, 'modules' | 'fn'>;

/** What the names in an expression stand for. */
export interface Names {
  /** The value of a constant; null where that is not known. */
  valueOf(path: readonly string[], place: Place): bigint | null;
  /** The one function of a path; null where none or several can be meant. */
  functionOf(path: readonly string[], place: Place): FnItem | null;
}

/** The number of a request is worked out in far fewer steps; what does not end must. */
const MAX_STEPS = 2_000;
const MAX_DEPTH = 32;

/** From the weakest on (the Rust Reference, expression precedence); `<<` is two marks to the lexer. */
const OPERATORS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Bits of what a value can be cast to; `_` is what it is compared as. */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['u8', 8],
  ['u16', 16],
  ['u32', 32],
  ['u64', 64],
  ['usize', 64],
  ['c_uint', 32],
  ['c_ulong', 64],
  ['Ioctl', 64],
  ['_', 64],
]);
const SIGNED: ReadonlyMap<string, number> = new Map([
  ['i8', 8],
  ['i16', 16],
  ['i32', 32],
  ['i64', 64],
  ['isize', 64],
  ['c_int', 32],
  ['c_long', 64],
]);

/**
 * Works out integers as a compiler would, `ioc(READ, 0xaf, 0, size_of::<u64>())`: literals, constants,
 * operators, casts, sizes of plain types, and `const fn` whose body is an expression behind `let`s.
 */
export class Arithmetic {
  private left = MAX_STEPS;

  constructor(private readonly names: Names) {}

  /** null where something in it is not known, or it is beyond 64 bits. */
  evaluate(tokens: readonly Token[], place: Place): bigint | null {
    const value = this.block(tokens, { place, locals: new Map(), depth: 0 });
    return value === null || value >= 1n << 64n || value < -(1n << 63n) ? null : value;
  }

  private block(tokens: readonly Token[], around: Frame): bigint | null {
    const frame = { ...around, locals: new Map(around.locals), depth: around.depth + 1 };
    let at = 0;
    while (isWord(tokens[at], 'let')) {
      const end = semicolonFrom(tokens, at);
      const equals = tokens.findIndex((token, index) => index > at && isMark(token, '='));
      const name = tokens[at + 1];
      if (name?.kind !== 'word' || equals < 0 || equals > end) return null;
      const value = this.whole(tokens.slice(equals + 1, end), frame);
      if (value === null) return null;
      frame.locals.set(name.text, value);
      at = end + 1;
    }
    return this.whole(tokens.slice(at), frame);
  }

  private whole(tokens: readonly Token[], frame: Frame): bigint | null {
    const cursor = { tokens, at: 0 };
    const value = this.binary(cursor, frame, 0);
    return cursor.at === tokens.length ? value : null;
  }

  private binary(cursor: Cursor, frame: Frame, level: number): bigint | null {
    const operators = OPERATORS[level];
    if (!operators) return this.cast(cursor, frame);
    let value = this.binary(cursor, frame, level + 1);
    for (;;) {
      const operator = operators.find((one) => isOperator(cursor, one));
      if (operator === undefined || value === null) return value;
      cursor.at += operator.length;
      const right = this.binary(cursor, frame, level + 1);
      value = right === null ? null : applied(operator, value, right);
    }
  }

  private cast(cursor: Cursor, frame: Frame): bigint | null {
    let value = this.operand(cursor, frame);
    while (value !== null && isWord(cursor.tokens[cursor.at], 'as')) {
      cursor.at += 1;
      const type = wordsAt(cursor).at(-1) ?? '';
      const [bits, signed] = [WIDTHS.get(type), SIGNED.get(type)];
      if (bits !== undefined) value = BigInt.asUintN(bits, value);
      else value = signed === undefined ? null : BigInt.asIntN(signed, value);
    }
    return value;
  }

  private operand(cursor: Cursor, frame: Frame): bigint | null {
    const token = cursor.tokens[cursor.at];
    this.left -= 1;
    if (!token || this.left < 0 || frame.depth > MAX_DEPTH) return null;
    if (token.kind === 'number') {
      cursor.at += 1;
      return integerOf(token.text);
    }
    if (isMark(token, '-')) {
      cursor.at += 1;
      const value = this.operand(cursor, { ...frame, depth: frame.depth + 1 });
      return value === null ? null : -value;
    }
    if (isGroup(token, '(') || isGroup(token, '{')) {
      cursor.at += 1;
      return this.block(token.inner, frame);
    }
    return token.kind === 'word' ? this.named(cursor, frame) : null;
  }

  private named(cursor: Cursor, frame: Frame): bigint | null {
    const words = wordsAt(cursor);
    const [name = '', more] = words;
    const size = sizeAt(cursor, words);
    const group = cursor.tokens[cursor.at];
    if (isGroup(group, '(')) {
      cursor.at += 1;
      if (size !== null) return group.inner.length === 0 ? size : null;
      return this.called(words, group.inner.length === 0 ? [] : argumentsIn(group), frame);
    }
    const local = more === undefined ? frame.locals.get(name) : undefined;
    return local ?? this.names.valueOf(words, frame.place);
  }

  private called(
    path: readonly string[],
    args: readonly (readonly Token[])[],
    frame: Frame,
  ): bigint | null {
    const fn = this.names.functionOf(path, frame.place);
    if (fn?.params.size !== args.length) {
      const [only, more] = args;
      return path.at(-1) === 'from' && only && !more ? this.whole(only, frame) : null;
    }
    const locals = new Map<string, bigint>();
    for (const [at, param] of [...fn.params].entries()) {
      const value = this.whole(args[at] ?? [], { ...frame, depth: frame.depth + 1 });
      if (value === null) return null;
      locals.set(param, value);
    }
    return this.block(fn.body, {
      place: { modules: fn.modules, fn },
      locals,
      depth: frame.depth + 1,
    });
  }
}

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
}

interface Frame {
  readonly place: Place;
  readonly locals: Map<string, bigint>;
  readonly depth: number;
}

function argumentsIn(group: Parameters<typeof segmentsOf>[0]): readonly (readonly Token[])[] {
  return segmentsOf(group, '').map(({ tokens }) => tokens);
}

/** `a::b` at a cursor, which is then behind it. */
function wordsAt(cursor: Cursor): readonly string[] {
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
function sizeAt(cursor: Cursor, words: readonly string[]): bigint | null {
  if (words.at(-1) !== 'size_of') return null;
  const [colons, open, type, close] = cursor.tokens.slice(cursor.at, cursor.at + 4);
  if (!isMark(colons, '::') || !isMark(open, '<') || !isMark(close, '>')) return null;
  const bits = type?.kind === 'word' ? (WIDTHS.get(type.text) ?? SIGNED.get(type.text)) : undefined;
  if (bits === undefined) return null;
  cursor.at += 4;
  return BigInt(bits / 8);
}

function isOperator({ tokens, at }: Cursor, operator: string): boolean {
  return operator.split('').every((mark, index) => isMark(tokens[at + index], mark));
}

function applied(operator: string, left: bigint, right: bigint): bigint | null {
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
