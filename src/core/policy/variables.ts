import type { Binding, FnItem, Scope } from './items';
import { mentions } from './mentions';
import { isMark, isPlainTail, pathAt } from './syntax';
import type { Token } from './tokens';

/** Notes that a `let` or a loop begins a variable. */
export function begin(fn: FnItem, binding: Binding): void {
  fn.bindings.push(binding);
  const at = generationAt(fn, binding.name, binding.at);
  const same = fn.lets.get(binding.name);
  if (same) same.splice(at, 0, binding);
  else fn.lets.set(binding.name, [binding]);
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
  return fn.lets.get(name)?.[generationAt(fn, name, at) - 1]?.tokens ?? tokens;
}

/**
 * Which of the variables of one name is meant at an offset: the number of the `let` that began it,
 * counted from 1; 0 for a parameter, a field or a constant.
 */
export function generationAt(fn: FnItem, name: string, offset: number): number {
  const lets = fn.lets.get(name) ?? [];
  let [low, high] = [0, lets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lets[middle]?.at ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where one name is several variables, one after another: what the one that is meant at an offset is
 * set to and grows by, and those that it is made from, `let rules = rules.into_iter().collect()`.
 */
export function bindingsAt(fn: FnItem, name: string, offset: number): readonly Binding[] {
  const all = fn.bindings.filter((one) => one.name === name);
  const generations = generationsAt(fn, name, offset);
  return all.filter(({ at, begins }) =>
    generations.has(generationAt(fn, name, begins ? at + 1 : at)),
  );
}

/** The numbers of the variables of one name that the one at an offset is made from, its own too. */
export function generationsAt(fn: FnItem, name: string, offset: number): ReadonlySet<number> {
  const lets = fn.lets.get(name) ?? [];
  const found = new Set<number>();
  let generation = generationAt(fn, name, offset);
  for (; generation > 0; generation -= 1) {
    found.add(generation);
    const { words } = mentions(lets[generation - 1]?.tokens ?? []);
    if (!words.includes(name)) return found;
  }
  return found.add(0);
}
