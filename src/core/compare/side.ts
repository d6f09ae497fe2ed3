import { syscallByName, syscallByNumber } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import type { Allowlist, Entry, Filter, Policy } from '../policy/model';
import { effectsOf, othersOf, type Effects } from './effects';
import { testSetsOf } from './rules';
import { stateKey, type State } from './state';
import { existsIn, type Target } from './target';
import { unitsOf, type Unit } from './unit';
import { Unread } from './unread';

/** One source, as it is read for each architecture. */
export type Readings = ReadonlyMap<Arch, Policy>;

type Entries = ReadonlyMap<string, readonly Entry[]>;

/** A list with its entries by call. */
interface Listed {
  readonly list: Allowlist;
  readonly entries: Entries;
}

/** What one reading says, with what is looked up again and again. */
interface Reading {
  readonly policy: Policy;
  readonly unread: Unread;
  /** By place: the list there, and behind it those that are added to it. */
  readonly lists: ReadonlyMap<number, readonly [Listed, ...Listed[]]>;
}

/** One side of a comparison. */
export class Side {
  readonly units: readonly Unit[];
  private readonly readings: ReadonlyMap<Arch, Reading>;

  constructor(readings: Readings) {
    this.readings = new Map([...readings].map(([arch, policy]) => [arch, readingOf(policy, arch)]));
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
    const effects = effectsOf(liveFilters(found[0].list, target), reading.policy);
    if (typeof effects === 'string') return { kind: 'unknown', reason: effects };
    const states = new Map<string, State>();
    for (const { list, entries } of found) {
      if (!existsIn(list.cfg, target)) continue;
      // seccompiler collects entries into a map: of several for one call the last wins.
      const entry = entries.get(call)?.findLast(({ cfg }) => existsIn(cfg, target));
      const state = entry && entryState(entry, target, effects, reading);
      if (state) states.set(stateKey(state), state);
    }
    const [state] = states.values();
    if (states.size > 1) {
      return { kind: 'unknown', reason: 'lists that are put together differ in it' };
    }
    return state ?? { kind: 'plain', ...effects.others };
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
  if ('unread' in sets) return { kind: 'unknown', reason: `${sets.unread} is not understood` };
  return { kind: 'conditional', rules: sets, unless: listed.reach === 'refused' };
}

function readingOf(policy: Policy, arch: Arch): Reading {
  const all = policy.lists.map((list) => ({ list, entries: entriesOf(list, arch) }));
  const lists = all.map((one) => {
    const reached = new Set([one]);
    // A set is walked on into what is added to it meanwhile; a circle ends.
    for (const { list } of reached) {
      const starts = new Set(list.includes.map(({ span }) => span.start));
      for (const other of starts.size === 0 ? [] : all) {
        if (other.list.holder && starts.has(other.list.holder.span.start)) reached.add(other);
      }
    }
    reached.delete(one);
    return [one.list.span.start, [one, ...reached]] as const;
  });
  return { policy, unread: new Unread(policy), lists: new Map(lists) };
}

function entriesOf({ entries }: Allowlist, arch: Arch): Entries {
  const byCall = new Map<string, Entry[]>();
  for (const entry of entries) {
    const call = callOf(entry, arch);
    const same = byCall.get(call);
    if (same) same.push(entry);
    else byCall.set(call, [entry]);
  }
  return byCall;
}

/** One name for a call, however an entry writes it; `#600` for a number that no table has. */
function callOf({ syscall, bareNumber }: Entry, arch: Arch): string {
  const named = syscall === null ? null : syscallByName(arch, syscall);
  const number = bareNumber ?? named?.number;
  if (number === undefined) return syscall ?? '?';
  const call = syscallByNumber(arch, number);
  if (!call) return syscall ?? `#${number}`;
  return call.abi === null ? call.name : `${call.abi} ${call.name}`;
}

/** False for a call that other architectures have and this one lacks: a source that names it is not built. */
function canExist(call: string, arch: Arch): boolean {
  return syscallByName(arch, call) !== null || ARCHES.every((one) => !syscallByName(one, call));
}
