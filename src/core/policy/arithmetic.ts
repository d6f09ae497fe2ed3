import { semicolonFrom } from './declarations';
import type { FnItem, Scope } from './items';
import { segmentsOf } from './segments';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';
import { integerOf } from './integer';
import {
  applied,
  castTo,
  isOperator,
  OPERATORS,
  sizeAt,
  wordsAt,
  type Cursor,
  type PointerWidth,
} from './operators';

/** Where an expression stands. */
export type Place = Pick<Scope, 'modules' | 'fn'>;

/** What the names in an expression stand for. */
export interface Names {
  /**
   * The value of a constant; null where that is not known.
   * @param depth of the expression that names it, at which its own begins
   */
  valueOf(path: readonly string[], place: Place, depth: number): bigint | null;
  /** The one function of a path; null where none or several can be meant. */
  functionOf(path: readonly string[], place: Place): FnItem | null;
}

/** The number of a request is worked out in far fewer steps; what does not end must. */
const MAX_STEPS = 2_000;
/** Of calls, brackets and constants in one another: each takes a dozen calls of this code's own. */
const MAX_DEPTH = 128;

/**
 * Works out integers as a compiler would, `ioc(READ, 0xaf, 0, size_of::<u64>())`: literals, constants,
 * operators, casts, sizes of plain types, and `const fn` whose body is an expression behind `let`s.
 */
export class Arithmetic {
  private left = MAX_STEPS;

  constructor(
    private readonly names: Names,
    private readonly pointer: PointerWidth,
  ) {}

  /**
   * null where something in it is not known, or it is beyond 64 bits.
   * @param depth of what names the constant whose value it is
   */
  evaluate(tokens: readonly Token[], place: Place, depth: number): bigint | null {
    const value = this.block(tokens, { place, locals: new Map(), depth });
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
      value = castTo(wordsAt(cursor).at(-1) ?? '', value, this.pointer);
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
    const size = sizeAt(cursor, words, this.pointer);
    const group = cursor.tokens[cursor.at];
    if (isGroup(group, '(')) {
      cursor.at += 1;
      if (size !== null) return group.inner.length === 0 ? size : null;
      return this.called(words, group.inner.length === 0 ? [] : argumentsIn(group), frame);
    }
    const local = more === undefined ? frame.locals.get(name) : undefined;
    return local ?? this.names.valueOf(words, frame.place, frame.depth);
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

interface Frame {
  readonly place: Place;
  readonly locals: Map<string, bigint>;
  readonly depth: number;
}

function argumentsIn(group: Parameters<typeof segmentsOf>[0]): readonly (readonly Token[])[] {
  return segmentsOf(group, '').map(({ tokens }) => tokens);
}
