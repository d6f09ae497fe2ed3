import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import type { Allowlist, Filter } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { regionsOf } from './regions';
import { existsIn, isTooWide, spaceOf } from './target';

/**
 * A list in force, or several of one name of which a build has one. Filters whose list is not known
 * make a unit of their own.
 */
export interface Unit {
  /** With its modules: `kvm::rules`. */
  readonly name: string;
  /** The name, with a number behind it from the second unit of that name on. */
  readonly title: string;
  /** Where its lists begin in the source. */
  readonly places: readonly number[];
  /** Filters without a list that is known. */
  readonly filters: readonly Filter[];
}

/** The units of a source, in order. */
export function unitsOf(policy: Policy, arches: readonly Arch[]): Unit[] {
  const counts = new Map<string, number>();
  return [...listsOf(policy, arches), ...filtersOnly(policy)].map((unit) => {
    const count = (counts.get(unit.name) ?? 0) + 1;
    counts.set(unit.name, count);
    const name = unit.name === '' ? l10n.t('unnamed list') : unit.name;
    return { ...unit, title: count === 1 ? name : `${name} (${count})` };
  });
}

/** Lists of one name make one unit as long as no build has two of them. */
function listsOf(policy: Policy, arches: readonly Arch[]): Omit<Unit, 'title'>[] {
  const units = new Map<string, Allowlist[][]>();
  for (const list of [...policy.lists, ...meantElsewhere(policy)]) {
    const name = [...list.modules, list.name].join('::');
    const same = units.get(name) ?? [];
    units.set(name, same);
    const own = same.find((unit) => unit.every((other) => !canBothExist(list, other, arches)));
    if (own) own.push(list);
    else same.push([list]);
  }
  return [...units].flatMap(([name, same]) =>
    same.map((unit) => ({ name, places: unit.map(({ span }) => span.start), filters: [] })),
  );
}

/**
 * Lists of other files that the source decides about, by its filter or its rules. What its own lists take
 * in is told of these.
 */
function meantElsewhere({ lists, elsewhere }: Policy): Allowlist[] {
  const takenIn = new Set(
    [...lists, ...elsewhere].flatMap(({ includes }) => includes.map(({ span }) => span.start)),
  );
  return elsewhere.filter(({ holder }) => !takenIn.has(holder?.span.start ?? -1));
}

function canBothExist(one: Allowlist, other: Allowlist, arches: readonly Arch[]): boolean {
  const cfgs = [one.cfg, other.cfg].filter((cfg) => cfg !== null);
  if (cfgs.length < 2) return true;
  const space = spaceOf(cfgs, arches);
  if (isTooWide(space)) return true;
  const both = regionsOf(
    space,
    (target) => (existsIn(one.cfg, target) && existsIn(other.cfg, target) ? true : null),
    String,
  );
  return both.length > 0;
}

function filtersOnly({ filters }: Policy): Omit<Unit, 'title'>[] {
  const byName = new Map<string, Filter[]>();
  for (const filter of filters) {
    if (filter.lists.length > 0) continue;
    const same = byName.get(filter.name);
    if (same) same.push(filter);
    else byName.set(filter.name, [filter]);
  }
  return [...byName].map(([name, own]) => ({ name, places: [], filters: own }));
}
