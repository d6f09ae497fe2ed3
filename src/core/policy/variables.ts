import { firstIndex } from './first-index';
import type { Binding, FnItem, Scope } from './items';
import { mentions } from './mentions';
import { isPlainTail, pathAt } from './calls';
import { isMark } from './syntax';
import type { Token } from './tokens';

/** The variables of one name in a function, in the order of the source. */
export class Variables {
  private readonly begun: Binding[] = [];
  /** For each of them the first of those that it is made from, once that is asked. */
  private origins: readonly number[] | null = null;

  begin(binding: Binding): void {
    this.begun.splice(this.at(binding.at), 0, binding);
    this.origins = null;
  }

  /** How many of them begin in front of an offset. */
  at(offset: number): number {
    return firstIndex(this.begun.length, (nth) => (this.begun[nth]?.at ?? 0) >= offset);
  }

  /** What begins one of them, counted from 1. */
  beginning(generation: number): Binding | undefined {
    return this.begun[generation - 1];
  }

  /** The first of those that one is made from, each from the one before; 0 for what is no `let`. */
  origin(generation: number): number {
    this.origins ??= this.allOrigins();
    return this.origins[generation] ?? 0;
  }

  private allOrigins(): number[] {
    const origins = [0];
    for (const [before, { name, tokens }] of this.begun.entries()) {
      const isFromSame = mentions(tokens).words.includes(name);
      origins.push(isFromSame ? (origins[before] ?? 0) : before + 1);
    }
    return origins;
  }
}

/** Notes that a `let` or a loop begins a variable. */
export function begin(fn: FnItem, binding: Binding): void {
  fn.bindings.push(binding);
  const same = fn.lets.get(binding.name) ?? new Variables();
  fn.lets.set(binding.name, same);
  same.begin(binding);
}

/**
 * What a `let` of the function sets a variable to, where tokens are a variable alone (`rule`,
 * `&rule`, `rule.clone()`); the tokens themselves where they are not.
 */
export function boundTo(tokens: readonly Token[], { fn }: Scope): readonly Token[] {
  const start = isMark(tokens[0], '&') ? 1 : 0;
  const path = pathAt(tokens, start);
  const [name, more] = path?.words ?? [];
  if (!fn || !path || name === undefined || more !== undefined) return tokens;
  if (!isPlainTail(tokens, path.next)) return tokens;
  const at = tokens[start]?.start ?? 0;
  return fn.lets.get(name)?.beginning(generationAt(fn, name, at))?.tokens ?? tokens;
}

/**
 * Which of the variables of one name is meant at an offset: the number of the `let` that began it,
 * counted from 1; 0 for a parameter, a field or a constant.
 */
export function generationAt(fn: FnItem, name: string, offset: number): number {
  return fn.lets.get(name)?.at(offset) ?? 0;
}

/**
 * Where one name is several variables, one after another: what the one that is meant at an offset is
 * set to and grows by, and those that it is made from, `let rules = rules.into_iter().collect()`.
 */
export function bindingsAt(fn: FnItem, name: string, offset: number): readonly Binding[] {
  const all = fn.bindings.filter((one) => one.name === name);
  const generations = generationsAt(fn, name, offset);
  return all.filter(({ at, begins }) =>
    isAmong(generations, generationAt(fn, name, begins ? at + 1 : at)),
  );
}

/** Variables of one name, one after another. */
export interface Generations {
  readonly first: number;
  readonly last: number;
}

/** The numbers of the variables of one name that the one at an offset is made from, its own too. */
export function generationsAt(fn: FnItem, name: string, offset: number): Generations {
  const last = generationAt(fn, name, offset);
  return { first: fn.lets.get(name)?.origin(last) ?? 0, last };
}

export function isAmong({ first, last }: Generations, generation: number): boolean {
  return first <= generation && generation <= last;
}
