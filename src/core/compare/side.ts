import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import type { Allowlist, Filter } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import { effectsOf, othersOf, type Effects } from './effects';
import { canExist, readingOf, type Listed, type Reading } from './reading';
import { LooseRules } from './loose-rules';
import { testSetsOf } from './rules';
import { stateKey, type State } from './state';
import { existsIn, type Target } from './target';
import { unitsOf, type Unit } from './unit';

/** One source, as it is read for each architecture. */
export type Readings = ReadonlyMap<Arch, Policy>;

/** An entry among those of its call. */
export interface Candidate {
  readonly list: Allowlist;
  readonly entry: Entry;
  /** Where it is added, as an offset into what makes the list up; null where that is not seen. */
  readonly at: number | null;
}

/** One side of a comparison. */
export class Side {
  readonly units: readonly Unit[];
  readonly looseRules: LooseRules;
  private readonly readings: ReadonlyMap<Arch, Reading>;

  constructor(readings: Readings) {
    this.readings = new Map([...readings].map(([arch, policy]) => [arch, readingOf(policy, arch)]));
    this.looseRules = new LooseRules(readings);
    const [first] = readings.values();
    this.units = first ? unitsOf(first, [...readings.keys()]) : [];
  }

  /** The calls that a unit names on any architecture. */
  callsOf(unit: Unit): Set<string> {
    return new Set(this.listedIn(unit).flatMap(({ entries }) => [...entries.keys()]));
  }

  /** What the file calls the threads that a unit confines, in one order. */
  threadsOf({ places }: Unit): readonly string[] {
    const [first] = this.readings.values();
    const lists = places.flatMap((place) => first?.lists.get(place)?.[0].list ?? []);
    return [...new Set(lists.flatMap(({ serves }) => serves))].sort();
  }

  /** The predicates that decide what becomes of a call, of one call or (null) of the unit. */
  cfgsOf(unit: Unit, call: string | null): string[] {
    const found: (string | null)[] = unit.filters.map(({ cfg }) => cfg);
    for (const { list, entries } of this.listedIn(unit)) {
      found.push(list.cfg, ...list.filters.map(({ cfg }) => cfg));
      for (const entry of call === null ? [] : (entries.get(call) ?? [])) {
        found.push(entry.cfg, ...(entry.rules ?? []).map(({ cfg }) => cfg));
      }
    }
    return [...new Set(found)].filter((cfg) => cfg !== null);
  }

  /** What becomes of one call; null where the call itself does not exist. */
  stateOf(unit: Unit, call: string, target: Target): State | null {
    const reading = this.readings.get(target.arch);
    const found = this.listIn(unit, target);
    if (!reading || !found) return { kind: 'absent' };
    if (!canExist(call, target.arch)) return null;
    const filters = liveFilters(found[0].list, target);
    const effects = effectsOf(filters, reading.policy);
    if (typeof effects === 'string') return { kind: 'unknown', reason: effects };
    const taking = filters.filter(({ takesAway }) =>
      takesAway.some(({ calls }) => calls.includes(call)),
    );
    if (taking.length > 0 && taking.length === filters.length) {
      return { kind: 'plain', ...effects.others };
    }
    if (taking.length > 0) {
      return { kind: 'unknown', reason: l10n.t('one of its filters takes it away again') };
    }
    const entries = entriesIn(found, call, target);
    const stateOf = ({ entry }: Candidate): State => entryState(entry, target, effects, reading);
    if (!isOrdered(entries)) {
      const states = new Map(entries.map((one) => [stateKey(stateOf(one)), stateOf(one)]));
      if (states.size > 1) {
        return { kind: 'unknown', reason: l10n.t('lists that are put together differ in it') };
      }
    }
    const last = entries.at(-1);
    return last ? stateOf(last) : { kind: 'plain', ...effects.others };
  }

  /** Every entry of one call that exists in a build, in the order in which they are put together. */
  entriesOf(unit: Unit, call: string, target: Target): readonly Candidate[] {
    const found = this.listIn(unit, target);
    return found ? entriesIn(found, call, target) : [];
  }

  /** What becomes of every call that the unit does not name. */
  othersIn(unit: Unit, target: Target): State {
    const reading = this.readings.get(target.arch);
    if (!reading) return { kind: 'absent' };
    if (unit.places.length === 0) {
      const live = unit.filters.filter(({ cfg }) => existsIn(cfg, target));
      return live.length === 0 ? { kind: 'absent' } : othersOf(live, reading.policy);
    }
    const found = this.listIn(unit, target);
    if (!found) return { kind: 'absent' };
    return othersOf(liveFilters(found[0].list, target), reading.policy);
  }

  /** What of a unit's lists was not understood, but for single entries. */
  unreadIn({ places }: Unit): readonly string[] {
    const [first] = this.readings.values();
    return places.flatMap((place) => first?.unread.ofList(place) ?? []);
  }

  /** What was not understood outside all lists. */
  unreadElsewhere(): readonly string[] {
    const [first] = this.readings.values();
    return first?.unread.elsewhere ?? [];
  }

  private listIn({ places }: Unit, target: Target): readonly [Listed, ...Listed[]] | undefined {
    const lists = this.readings.get(target.arch)?.lists;
    return places
      .map((place) => lists?.get(place))
      .find((found) => found && existsIn(found[0].list.cfg, target));
  }

  private listedIn({ places }: Unit): Listed[] {
    return [...this.readings.values()].flatMap(({ lists }) =>
      places.flatMap((place) => lists.get(place) ?? []),
    );
  }
}

/**
 * seccompiler collects entries into a map: of several for one call the last wins. Of a list that is
 * taken in, each comes where the call of its function stands.
 */
function entriesIn(found: readonly Listed[], call: string, target: Target): Candidate[] {
  const all = found.flatMap(({ list, entries, at }, index): Candidate[] => {
    if (!existsIn(list.cfg, target)) return [];
    const own = (entries.get(call) ?? []).filter(({ cfg }) => existsIn(cfg, target));
    return own.map((entry) => ({ list, entry, at: index === 0 ? entry.span.start : at }));
  });
  return all.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** Whether it is seen which entry of a call is put in last. */
export function isOrdered(entries: readonly Candidate[]): boolean {
  return (
    entries.every(({ at }) => at !== null) || entries.every(({ list }) => list === entries[0]?.list)
  );
}

function liveFilters({ filters }: Allowlist, target: Target): Filter[] {
  return filters.filter(({ cfg }) => existsIn(cfg, target));
}

function entryState(
  entry: Entry,
  target: Target,
  { listed, others }: Effects,
  { policy, unread }: Reading,
): State {
  const reason = unread.of(entry);
  if (reason !== null) return { kind: 'unknown', reason };
  const rules = entry.rules?.filter(({ cfg }) => existsIn(cfg, target)) ?? [];
  // So is an entry whose rules are all cut out by their predicates: the empty list admits all.
  if (rules.length === 0) return { kind: 'plain', ...listed };
  if (listed.reach === others.reach) return { kind: 'plain', ...others };
  const sets = testSetsOf(rules, policy.constants);
  if ('unread' in sets)
    return { kind: 'unknown', reason: l10n.t('{0} is not understood', sets.unread) };
  return { kind: 'conditional', rules: sets, unless: listed.reach === 'refused' };
}
