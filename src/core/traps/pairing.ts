import { CLOCK_SLACK, QUARTER } from './clock';
import { classOf, fits, merged, type Party } from './party';

/** What two witnesses tell of one call. */
export interface Paired {
  readonly joined: readonly Party[];
  /** What only one of them told. */
  readonly left: readonly Party[];
  readonly right: readonly Party[];
  /** Those that fit each other in more than one way. */
  readonly doubts: readonly Group[];
}

/** Parties that fit one another, directly or by way of others. */
interface Group {
  readonly left: readonly Party[];
  readonly right: readonly Party[];
}

/** Two exact clocks of one machine that saw one event are no further apart, in milliseconds. */
const EXACT_MS = 100;

/**
 * How many pairs are looked at because they are near in time. In a burst of thousands of processes each
 * event is near all others, and to look at all pairs would take minutes: they stay apart then.
 */
const NEAR_MOST = 1 << 21;
const CLOCK_STEPS = Array.from({ length: 2 * CLOCK_SLACK + 1 }, (_, step) => step - CLOCK_SLACK);

/** How many parties without any time are looked at. They fit at all times, so each costs a pass. */
const TIMELESS_KEPT = 256;

/**
 * Joins what two witnesses tell of one call.
 *
 * Parties that fit are put into groups. In a group all events of one side are the other side's too
 * where that leaves no choice of traps:
 * - the left side is of one class and has as many events as the right, or more: each event of the
 *   right is one of them;
 * - or the same with the sides changed.
 * Everything else stays apart and is a doubt. Bursts of over `NEAR_MOST` pairs are not looked at. What
 * the outcome is does not depend on the order in which the events came. Those that both have an exact
 * time for are joined first.
 */
export function pair(left: readonly Party[], right: readonly Party[]): Paired {
  const exact = resolve(groupsOf(left, right, exactPairs(left, right)));
  const rest = [...exact.left, ...exact.doubts.flatMap((group) => group.left)];
  const others = [...exact.right, ...exact.doubts.flatMap((group) => group.right)];
  const loose = resolve(groupsOf(rest, others, loosePairs(rest, others)));
  return { ...loose, joined: [...exact.joined, ...loose.joined] };
}

type Pair = readonly [left: number, right: number];

function* exactPairs(left: readonly Party[], right: readonly Party[]): Generator<Pair> {
  const byTime = indexBy(right, ({ time }) => time && Math.floor(time / EXACT_MS));
  const near = nearPairs(left, byTime, ({ time }) => {
    if (time === null) return [];
    const at = Math.floor(time / EXACT_MS);
    return [at - 1, at, at + 1];
  });
  for (const [i, j] of near) {
    if (Math.abs((left[i]?.time ?? 0) - (right[j]?.time ?? 0)) <= EXACT_MS) yield [i, j];
  }
}

function* loosePairs(left: readonly Party[], right: readonly Party[]): Generator<Pair> {
  const byClock = indexBy(right, ({ moment }) => moment.clock);
  yield* nearPairs(left, byClock, ({ moment: { clock } }) =>
    clock === null ? [] : CLOCK_STEPS.map((apart) => (clock + apart + QUARTER) % QUARTER),
  );
  const timeless = timelessOf(right);
  for (const [i, { moment }] of left.entries()) {
    if (moment.clock !== null) for (const j of timeless) yield [i, j];
  }
  for (const i of timelessOf(left)) {
    for (let j = 0; j < right.length; j++) yield [i, j];
  }
}

/**
 * The pairs that are near each other in time; none where they are too many.
 * @param index of the right side, by places in time
 * @param placesOf the places that a party of the left side is near to
 */
function* nearPairs(
  left: readonly Party[],
  index: ReadonlyMap<number, readonly number[]>,
  placesOf: (party: Party) => readonly number[],
): Generator<Pair> {
  const near = left.map((party) => placesOf(party).map((at) => index.get(at) ?? []));
  const count = near.flat().reduce((sum, { length }) => sum + length, 0);
  if (count > NEAR_MOST) return;
  for (const [i, lists] of near.entries()) {
    for (const list of lists) for (const j of list) yield [i, j];
  }
}

function indexBy(
  parties: readonly Party[],
  of: (party: Party) => number | null,
): Map<number, number[]> {
  const index = new Map<number, number[]>();
  for (const [i, party] of parties.entries()) {
    const at = of(party);
    if (at === null) continue;
    const there = index.get(at);
    if (there) there.push(i);
    else index.set(at, [i]);
  }
  return index;
}

function timelessOf(parties: readonly Party[]): readonly number[] {
  return parties
    .flatMap(({ moment }, i) => (moment.clock === null ? [i] : []))
    .slice(-TIMELESS_KEPT);
}

function groupsOf(
  left: readonly Party[],
  right: readonly Party[],
  pairs: Iterable<Pair>,
): readonly Group[] {
  const processes = new Set<number>();
  for (const { pid, traps } of left) {
    // Only the kernel's numbers are known to be processes'.
    if (pid !== null && traps[0]?.witness === 'kernel') processes.add(pid);
  }
  const sets = new DisjointSets(left.length + right.length);
  for (const [i, j] of pairs) {
    const [one, other] = [left[i], right[j]];
    if (one && other && fits(one, other, processes)) sets.unite(i, left.length + j);
  }
  const groups = new Map<number, { left: Party[]; right: Party[] }>();
  const groupOf = (at: number) => {
    const root = sets.rootOf(at);
    const known = groups.get(root);
    if (known) return known;
    const made = { left: [], right: [] };
    groups.set(root, made);
    return made;
  };
  for (const [i, party] of left.entries()) groupOf(i).left.push(party);
  for (const [j, party] of right.entries()) groupOf(left.length + j).right.push(party);
  return [...groups.values()];
}

function resolve(groups: readonly Group[]): Paired {
  const joined: Party[] = [];
  const left: Party[] = [];
  const right: Party[] = [];
  const doubts: Group[] = [];
  for (const group of groups) {
    const [lefts, rights] = [total(group.left), total(group.right)];
    if (lefts === 0 || rights === 0) {
      left.push(...group.left);
      right.push(...group.right);
    } else if (
      (isOneClass(group.left) && lefts >= rights) ||
      (isOneClass(group.right) && rights >= lefts)
    ) {
      spend(group, joined, left, right);
    } else doubts.push(group);
  }
  return { joined, left, right, doubts };
}

function total(parties: readonly Party[]): number {
  return parties.reduce((sum, { count }) => sum + count, 0);
}

function isOneClass(parties: readonly Party[]): boolean {
  const classes = new Set(parties.map(classOf));
  return classes.size === 1;
}

/** Joins events of both sides, each once, until one side has no more. */
function spend(group: Group, joined: Party[], left: Party[], right: Party[]): void {
  const lefts = [...group.left];
  const rights = [...group.right];
  let one = lefts.shift();
  let other = rights.shift();
  while (one && other) {
    const count = Math.min(one.count, other.count);
    joined.push(merged(one, other, count));
    one = one.count > count ? { ...one, count: one.count - count } : lefts.shift();
    other = other.count > count ? { ...other, count: other.count - count } : rights.shift();
  }
  if (one) left.push(one, ...lefts);
  if (other) right.push(other, ...rights);
}

class DisjointSets {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, i) => i);
  }

  rootOf(at: number): number {
    let root = at;
    for (let up = this.#parent(root); up !== root; up = this.#parent(root)) {
      this.#parents[root] = this.#parent(up);
      root = this.#parent(root);
    }
    return root;
  }

  unite(one: number, other: number): void {
    this.#parents[this.rootOf(one)] = this.rootOf(other);
  }

  #parent(at: number): number {
    return this.#parents[at] ?? at;
  }
}
