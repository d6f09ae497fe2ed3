import { addTo } from './add-to';
import { requestsByName } from '../abi/ioctls';
import type { Arch } from '../abi/types';
import type { Span } from '../text/span';
import { Arithmetic, type Names } from './arithmetic';
import { cfgOn, pointerWidth } from './cfg';
import { integerOf } from './integer';
import type { ConstItem, Scope } from './items';
import { shareFile, type CratePaths } from './paths';
import type { Functions } from './reach';
import { isPlainTail, pathAt } from './calls';
import { isGroup, isMark, isWord, oneLineOf } from './syntax';
import type { Token } from './tokens';

/** A value as it is written: a literal or a name, with what is done to it. */
export interface WrittenValue {
  /** On one line. */
  readonly text: string;
  /** The literal or the path alone, without cast and conversion. */
  readonly core: Span;
  readonly literal: bigint | null;
  /** `['libc', 'TCGETS']` where it is a name, or a call without arguments of that name. */
  readonly path: readonly string[] | null;
}

/** Reads `0xae80`, `KVM_RUN`, `libc::TCGETS.try_into()?`, `FIONBIO as _`, `u64::from(X)`, `X()`. */
export function readValue(tokens: readonly Token[], text: string): WrittenValue | null {
  const whole = { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
  let rest = tokens;
  // Parentheses and `from` can stand around one another; each round takes one pair away.
  for (;;) {
    const only = rest[0];
    const wrapper = pathAt(rest, 0);
    const wrapped = wrapper ? rest[wrapper.next] : undefined;
    if (isGroup(only, '(') && isPlainTail(rest, 1)) rest = only.inner;
    else if (
      wrapper?.words.at(-1) === 'from' &&
      isGroup(wrapped, '(') &&
      isPlainTail(rest, wrapper.next + 1)
    )
      rest = wrapped.inner;
    else break;
  }
  const negative = isMark(rest[0], '-');
  const first = rest[negative ? 1 : 0];
  if (!first) return null;
  const written = { text: oneLineOf(text, whole), literal: null, path: null };
  // What a macro of the file writes stands nowhere: at its place is what invokes that.
  const isMade = first.kind !== 'group' && first.made === true;
  if (first.kind === 'number' && isPlainTail(rest, negative ? 2 : 1)) {
    const value = integerOf(first.text);
    const core = { start: rest[0]?.start ?? first.start, end: first.end };
    const literal = negative && value !== null ? -value : value;
    return {
      ...written,
      ...(isMade && { text: `${negative ? '-' : ''}${first.text}` }),
      core,
      literal,
    };
  }
  const path = negative ? null : pathAt(rest, 0);
  if (!path) return null;
  const call = rest[path.next];
  const behind = isGroup(call, '(') && call.inner.length === 0 ? path.next + 1 : path.next;
  if (!isPlainTail(rest, behind)) return null;
  const core = { start: path.start, end: rest[behind - 1]?.end ?? path.end };
  return { ...written, ...(isMade && { text: path.words.join('::') }), core, path: path.words };
}

/** A constant can name another, and that a third; a circle must end. */
const MAX_STEPS = 16;

/** Which of more constants of one name is meant is not looked for. */
const MOST_NAMESAKES = 256;

/** What a name stands for, out of this file's constants and the tables. */
export class ConstantTable {
  private readonly byName = new Map<string, ConstItem[]>();
  private readonly values = new Map<ConstItem, bigint | null>();
  /** How deep what is worked out stands in what named it. */
  private depth = 0;

  constructor(
    constants: readonly ConstItem[],
    private readonly text: string,
    private readonly arch: Arch,
    private readonly paths: CratePaths | null,
    private readonly functions: Pick<Functions, 'resolve'>,
  ) {
    for (const item of constants) addTo(this.byName, item.name, item);
  }

  /** The number that an expression has where it stands; null where that cannot be told. */
  numberOf(tokens: readonly Token[], scope: Pick<Scope, 'modules' | 'fn'>): bigint | null {
    const cast = this.castIn(tokens, scope);
    if (cast !== null) return cast;
    const written = readValue(tokens, this.text);
    return written ? this.valueOf(written, scope) : this.worked(tokens, scope);
  }

  /** The number of an expression with a cast, which may cut it or its sign off; else null. */
  private castIn(tokens: readonly Token[], scope: Pick<Scope, 'modules' | 'fn'>): bigint | null {
    return tokens.some((token) => isWord(token, 'as')) ? this.worked(tokens, scope) : null;
  }

  /** Each is worked out once; one that leads back to itself has no value. */
  private ofConstant(item: ConstItem): bigint | null {
    const known = this.values.get(item);
    if (known !== undefined) return known;
    this.values.set(item, null);
    const value = this.numberOf(item.value, { modules: item.modules, fn: item.owner });
    this.values.set(item, value);
    return value;
  }

  private worked(tokens: readonly Token[], scope: Pick<Scope, 'modules' | 'fn'>): bigint | null {
    const names: Names = {
      valueOf: (path, place, depth) => {
        const found = this.find(path, place);
        if (found === 'unclear') return null;
        if (found === null) return this.tableValue(path);
        const before = this.depth;
        this.depth = depth;
        const value = this.ofConstant(found);
        this.depth = before;
        return value;
      },
      functionOf: (path, { modules }) => {
        const [only, more] = this.functions.resolve(path, modules);
        return only && !more ? only : null;
      },
    };
    const arithmetic = new Arithmetic(names, pointerWidth(this.arch));
    return arithmetic.evaluate(tokens, scope, this.depth);
  }

  /** The number that a written value has where it stands; null where that cannot be told. */
  private valueOf(written: WrittenValue, scope: Pick<Scope, 'modules' | 'fn'>): bigint | null {
    let value = written;
    let at = scope;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      if (value.literal !== null) return value.literal;
      if (!value.path) return null;
      const found = this.find(value.path, at);
      if (found === 'unclear') return null;
      if (found === null) return this.tableValue(value.path);
      at = { modules: found.modules, fn: found.owner };
      const cast = this.castIn(found.value, at);
      if (cast !== null) return cast;
      const next = readValue(found.value, this.text);
      if (!next) return this.worked(found.value, at);
      value = next;
    }
    return null;
  }

  private find(
    path: readonly string[],
    scope: Pick<Scope, 'modules' | 'fn'>,
  ): ConstItem | 'unclear' | null {
    const name = path.at(-1) ?? '';
    const module = path.at(-2);
    const all = this.byName.get(name) ?? [];
    if (all.length > MOST_NAMESAKES) return 'unclear';
    const alive = all.filter((item) => cfgOn(item.cfg, this.arch) !== 'false');
    const { paths } = this;
    const here = paths ? alive.filter((item) => shareFile(item.modules, scope.modules)) : alive;
    const keys = paths?.meanings(path, scope.modules);
    const exact = (item: ConstItem): boolean =>
      item.owner === null && keys?.includes(paths?.keyOf(name, item.modules) ?? '') === true;
    const inModule = (item: ConstItem): boolean =>
      item.modules.join() === scope.modules.join() && item.owner === null;
    const nearest = [
      here.filter((item) => scope.fn !== null && item.owner === scope.fn),
      alive.filter(exact),
      here.filter((item) => module !== undefined && item.modules.at(-1) === module),
      here.filter(inModule),
      here.filter((item) => item.owner === null),
    ].find((items) => items.length > 0);
    const first = nearest?.[0];
    if (!nearest || !first) return null;
    const texts = new Set(nearest.map((item) => oneLineOf(this.text, item.valueSpan)));
    return texts.size === 1 ? first : 'unclear';
  }

  private tableValue(path: readonly string[]): bigint | null {
    const values = new Set(requestsByName(this.arch, path.at(-1) ?? '').map(({ value }) => value));
    const [only] = values;
    return values.size === 1 && only !== undefined ? BigInt(only) : null;
  }
}

/** Whether tokens are `a` alone, or `a` with ` as T` behind: used for syscall keys. */
export function isCastTail(tokens: readonly Token[], index: number): boolean {
  return index >= tokens.length || (isWord(tokens[index], 'as') && isPlainTail(tokens, index));
}
