/**
 * Where a new name goes among others: in order where they are in order, else behind the last of its
 * family, else at the end. (Of 263 additions to one large VMM's lists, four in five stand in
 * alphabetical place; unsorted lists grow at their end.)
 */

/** From so many names on, a few out of order do not make a list unsorted. */
const TOLERANT_FROM = 4;
const MOSTLY = 0.75;
/** A sorted stretch inside an unsorted list counts from this length on: shorter ones are chance. */
const RUN = 5;

/**
 * The index behind which a name goes; -1 is in front of all.
 * @param names in their order; null where an item has none, which takes part in no order
 */
export function placeOf(names: readonly (string | null)[], name: string): number {
  const chain = longestChain(names);
  if (isSorted(names) || isNearlySorted(names)) return behindSmaller(names, chain, name);
  const run = runAround(names, name);
  if (run) return behindSmaller(names, run, name);
  const family = names.findLastIndex((one) => one !== null && sameFamily(one, name));
  return family >= 0 ? family : names.length - 1;
}

/** A list in the order of the kernel's numbers is told from chance by so many calls. */
const NUMBERED_FROM = 8;

/**
 * The place of a call in a list that follows the numbers of the calls instead of their names; null
 * where it does not.
 * @param numbers in their order; null where an item has none
 */
export function placeByNumber(numbers: readonly (number | null)[], number: number): number | null {
  const keyOf = (one: number): string => String(one).padStart(10, '0');
  const keys = numbers.map((one) => (one === null ? null : keyOf(one)));
  if (keys.filter((key) => key !== null).length < NUMBERED_FROM) return null;
  return isSorted(keys) || isNearlySorted(keys) ? placeOf(keys, keyOf(number)) : null;
}

/** Whether names are in order: two at least, since one tells nothing. */
export function isSorted(names: readonly (string | null)[]): boolean {
  const named = names.filter((one) => one !== null);
  return named.length > 1 && named.every((one, at) => at === 0 || (named[at - 1] ?? '') <= one);
}

/** Whether names are in order but for a few. */
export function isNearlySorted(names: readonly (string | null)[]): boolean {
  const named = names.filter((one) => one !== null).length;
  const inOrder = longestChain(names).length;
  return named >= TOLERANT_FROM && inOrder < named && inOrder >= named * MOSTLY;
}

/**
 * Between the two names of the order that a name stands between. Names there that are out of order
 * themselves are stepped over where that leaves fewer pairs in disorder; of places that leave the same,
 * the one beside the name most like it, since people keep `openat` before `openat2`.
 */
function behindSmaller(
  names: readonly (string | null)[],
  chain: readonly number[],
  name: string,
): number {
  const at = chain.findLastIndex((index) => (names[index] ?? '') <= name);
  if (at < 0) return (chain[0] ?? names.length) - 1;
  const first = chain[at - 1] ?? chain[at] ?? 0;
  const last = (chain[at + 1] ?? names.length) - 1;
  let best = chain[at] ?? first;
  let least: readonly [number, number] = [Infinity, 0];
  for (let place = first; place <= last; place += 1) {
    const disorder = disorderOf(names, first, last, place, name);
    const likeness = Math.max(
      sharedBeginning(names[place] ?? '', name),
      sharedBeginning(names[place + 1] ?? '', name),
    );
    if (disorder < least[0] || (disorder === least[0] && likeness > least[1])) {
      best = place;
      least = [disorder, likeness];
    }
  }
  return best;
}

/** How many names of a stretch would stand on the wrong side of one that follows a place. */
function disorderOf(
  names: readonly (string | null)[],
  first: number,
  last: number,
  place: number,
  name: string,
): number {
  let count = 0;
  for (let index = first; index <= last; index += 1) {
    const one = names[index] ?? null;
    if (one !== null && (index <= place ? one > name : one <= name)) count += 1;
  }
  return count;
}

function sharedBeginning(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** The indices of a longest sequence that never falls (patience sorting, n log n). */
function longestChain(names: readonly (string | null)[]): number[] {
  const tails: number[] = [];
  const before = new Map<number, number>();
  names.forEach((name, index) => {
    if (name === null) return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((names[tails[middle] ?? 0] ?? '') <= name) low = middle + 1;
      else high = middle;
    }
    const previous = tails[low - 1];
    if (previous !== undefined) before.set(index, previous);
    tails[low] = index;
  });
  const chain: number[] = [];
  for (let at = tails.at(-1); at !== undefined; at = before.get(at)) chain.push(at);
  return chain.reverse();
}

/** The first sorted stretch of neighbours that a name falls inside of. */
function runAround(names: readonly (string | null)[], name: string): number[] | null {
  let run: number[] = [];
  const fits = (): boolean => {
    const [first, last] = [names[run[0] ?? -1], names[run.at(-1) ?? -1]];
    return run.length >= RUN && (first ?? '') < name && name < (last ?? '');
  };
  for (const [index, one] of names.entries()) {
    const previous = names[run.at(-1) ?? -1] ?? null;
    if (one !== null && (previous === null || previous <= one)) {
      run.push(index);
      continue;
    }
    if (fits()) return run;
    run = one === null ? [] : [index];
  }
  return fits() ? run : null;
}

/** `rt_sigaction` and `rt_sigreturn`; `KVM_RUN` and `KVM_GET_REGS`; `openat` and `openat2`. */
function sameFamily(one: string, other: string): boolean {
  return familyOf(one) === familyOf(other);
}

/** What a name shares with its kin: all before its first `_`, else its stem. */
function familyOf(name: string): string {
  const underscore = name.indexOf('_', 2);
  return underscore > 0 ? name.slice(0, underscore) : name.replace(/(?:at)?(?<!\d)\d*$/, '');
}
