import { requestsByName } from '../abi/ioctls';
import type { Arch } from '../abi/types';
import type { Span } from '../text/span';
import { cfgOn } from './cfg';
import type { ConstItem, Scope } from './items';
import { shareFile, type CratePaths } from './paths';
import { isGroup, isMark, isPlainTail, isWord, oneLineOf, pathAt } from './syntax';
import type { Token } from './tokens';

/** An integer literal of Rust, its suffix ignored; null where it is none. */
export function integerOf(text: string): bigint | null {
  const match =
    /^(0x_*[0-9a-f][0-9a-f_]*|0o_*[0-7][0-7_]*|0b_*[01][01_]*|[0-9][0-9_]*?)_?(?:[ui](?:8|16|32|64|128|size))?$/i.exec(
      text,
    );
  const digits = match?.[1]?.replaceAll('_', '').toLowerCase();
  return digits === undefined ? null : BigInt(digits);
}

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
  if (first.kind === 'number' && isPlainTail(rest, negative ? 2 : 1)) {
    const value = integerOf(first.text);
    const core = { start: rest[0]?.start ?? first.start, end: first.end };
    return { ...written, core, literal: negative && value !== null ? -value : value };
  }
  const path = negative ? null : pathAt(rest, 0);
  if (!path) return null;
  const call = rest[path.next];
  const behind = isGroup(call, '(') && call.inner.length === 0 ? path.next + 1 : path.next;
  if (!isPlainTail(rest, behind)) return null;
  const core = { start: path.start, end: rest[behind - 1]?.end ?? path.end };
  return { ...written, core, path: path.words };
}

/** A constant can name another, and that a third; a circle must end. */
const MAX_STEPS = 16;

/** What a name stands for, out of this file's constants and the tables. */
export class ConstantTable {
  private readonly byName = new Map<string, ConstItem[]>();

  constructor(
    constants: readonly ConstItem[],
    private readonly text: string,
    private readonly arch: Arch,
    private readonly paths: CratePaths | null,
  ) {
    for (const item of constants) {
      const same = this.byName.get(item.name);
      if (same) same.push(item);
      else this.byName.set(item.name, [item]);
    }
  }

  /** The number that a written value has where it stands; null where that cannot be told. */
  valueOf(written: WrittenValue | null, scope: Pick<Scope, 'modules' | 'fn'>): bigint | null {
    let value = written;
    let at = scope;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      if (!value) return null;
      if (value.literal !== null) return value.literal;
      if (!value.path) return null;
      const found = this.find(value.path, at);
      if (found === 'unclear') return null;
      if (found === null) return this.tableValue(value.path);
      value = readValue(found.value, this.text);
      at = { modules: found.modules, fn: found.owner };
    }
    return null;
  }

  private find(
    path: readonly string[],
    scope: Pick<Scope, 'modules' | 'fn'>,
  ): ConstItem | 'unclear' | null {
    const name = path.at(-1) ?? '';
    const module = path.at(-2);
    const alive = (this.byName.get(name) ?? []).filter(
      (item) => cfgOn(item.cfg, this.arch) !== 'false',
    );
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
