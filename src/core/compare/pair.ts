import type { Side } from './side';
import type { Unit } from './unit';

/** A unit before and after; one of them is null where it came or went. */
export interface Pair {
  readonly before: Unit | null;
  readonly after: Unit | null;
}

/** Above so many combinations of units of one name, their order tells which belong together. */
const MAX_COMBINATIONS = 400;

/**
 * Which unit has become which: those of one name by the calls that they share, and of the rest those
 * that mean the same under another name.
 * @returns in the order of the new source; those that went at the end
 */
export function pairsOf(
  before: Side,
  after: Side,
  meanSame: (before: Unit, after: Unit) => boolean,
): Pair[] {
  const partner = new Map<Unit, Unit>();
  for (const [name, fresh] of byName(after.units)) {
    const old = before.units.filter((unit) => unit.name === name);
    for (const [one, other] of likeliest(old, fresh, before, after)) partner.set(other, one);
  }
  const taken = new Set(partner.values());
  const gone = before.units.filter((unit) => !taken.has(unit));
  for (const unit of after.units) {
    if (partner.has(unit) || unit.places.length === 0) continue;
    const at = gone.findIndex((old) => isRename(old, unit, before, after) && meanSame(old, unit));
    const [old] = at < 0 ? [] : gone.splice(at, 1);
    if (old) partner.set(unit, old);
  }
  return [
    ...after.units.map((unit) => ({ before: partner.get(unit) ?? null, after: unit })),
    ...gone.map((unit) => ({ before: unit, after: null })),
  ];
}

function byName(units: readonly Unit[]): Map<string, Unit[]> {
  const found = new Map<string, Unit[]>();
  for (const unit of units) found.set(unit.name, [...(found.get(unit.name) ?? []), unit]);
  return found;
}

function likeliest(
  old: readonly Unit[],
  fresh: readonly Unit[],
  before: Side,
  after: Side,
): (readonly [Unit, Unit])[] {
  const inOrder = old.length * fresh.length > MAX_COMBINATIONS;
  const scored = old.flatMap((one, i) =>
    fresh.map((other, j) => {
      const likeness = inOrder ? 0 : shared(before.callsOf(one), after.callsOf(other));
      return { one, other, likeness, apart: Math.abs(i - j) };
    }),
  );
  scored.sort((a, b) => b.likeness - a.likeness || a.apart - b.apart);
  const used = new Set<Unit>();
  return scored.flatMap(({ one, other }) => {
    if (used.has(one) || used.has(other)) return [];
    used.add(one).add(other);
    return [[one, other] as const];
  });
}

/** Of the calls that either names, the part that both do. */
function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((call) => other.has(call)).length;
  return both / Math.max(1, one.size + other.size - both);
}

function isRename(old: Unit, unit: Unit, before: Side, after: Side): boolean {
  const calls = before.callsOf(old);
  return calls.size > 0 && shared(calls, after.callsOf(unit)) === 1;
}
