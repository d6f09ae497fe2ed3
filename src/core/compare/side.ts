import { syscallByName, syscallByNumber } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import type { Allowlist, Entry, Filter, Policy } from '../policy/model';
import { effectsOf, othersOf } from './effects';
import { testSetsOf } from './rules';
import type { State } from './state';
import { existsIn, type Target } from './target';
import { unitsOf, type Unit } from './unit';
import { Unread } from './unread';

/** One source, as it is read for each architecture. */
export type Readings = ReadonlyMap<Arch, Policy>;

/** What one reading says, with what is looked up again and again. */
interface Reading {
  readonly policy: Policy;
  readonly unread: Unread;
  /** The lists at each place, and their entries by call. */
  readonly lists: ReadonlyMap<number, { list: Allowlist; entries: ReadonlyMap<string, Entry[]> }>;
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
  callsOf({ places }: Unit): Set<string> {
    const calls = new Set<string>();
    for (const { lists } of this.readings.values()) {
      for (const place of places) {
        for (const call of lists.get(place)?.entries.keys() ?? []) calls.add(call);
      }
    }
    return calls;
  }

  /** The predicates that decide what becomes of a call, of one call or (null) of the unit. */
  cfgsOf({ places, filters }: Unit, call: string | null): string[] {
    const found: (string | null)[] = filters.map(({ cfg }) => cfg);
    for (const { lists } of this.readings.values()) {
      for (const place of places) {
        const { list, entries } = lists.get(place) ?? {};
        if (!list) continue;
        found.push(list.cfg, ...list.filters.map(({ cfg }) => cfg));
        for (const entry of call === null ? [] : (entries?.get(call) ?? [])) {
          found.push(entry.cfg, ...(entry.rules ?? []).map(({ cfg }) => cfg));
        }
      }
    }
    return [...new Set(found)].filter((cfg) => cfg !== null);
  }

  /** What becomes of one call; null where the call itself does not exist. */
  stateOf(unit: Unit, call: string, target: Target): State | null {
    const reading = this.readings.get(target.arch);
    const found = this.listIn(unit, target);
    if (!reading || !found) return { kind: 'absent' };
    const { list, entries } = found;
    if (!canExist(call, target.arch)) return null;
    const effects = effectsOf(liveFilters(list, target), reading.policy);
    if (typeof effects === 'string') return { kind: 'unknown', reason: effects };
    const { listed, others } = effects;
    // seccompiler collects entries into a map: of several for one call the last wins.
    const entry = entries.get(call)?.findLast(({ cfg }) => existsIn(cfg, target));
    if (!entry) return { kind: 'plain', ...others };
    const reason = reading.unread.of(entry);
    if (reason !== null) return { kind: 'unknown', reason };
    const rules = entry.rules?.filter(({ cfg }) => existsIn(cfg, target)) ?? [];
    // So is an entry whose rules are all cut out by their predicates: the empty list admits all.
    if (rules.length === 0) return { kind: 'plain', ...listed };
    if (listed.reach === others.reach) return { kind: 'plain', ...others };
    const sets = testSetsOf(rules, reading.policy.constants);
    if ('unread' in sets) return { kind: 'unknown', reason: `${sets.unread} is not understood` };
    return { kind: 'conditional', rules: sets, unless: listed.reach === 'refused' };
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
    return found ? othersOf(liveFilters(found.list, target), reading.policy) : { kind: 'absent' };
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

  private listIn({ places }: Unit, target: Target): ReturnType<Reading['lists']['get']> {
    const lists = this.readings.get(target.arch)?.lists;
    for (const place of places) {
      const found = lists?.get(place);
      if (found && existsIn(found.list.cfg, target)) return found;
    }
    return undefined;
  }
}

function liveFilters({ filters }: Allowlist, target: Target): Filter[] {
  return filters.filter(({ cfg }) => existsIn(cfg, target));
}

function readingOf(policy: Policy, arch: Arch): Reading {
  const lists = policy.lists.map((list) => {
    const entries = new Map<string, Entry[]>();
    for (const entry of list.entries) {
      const call = callOf(entry, arch);
      const same = entries.get(call);
      if (same) same.push(entry);
      else entries.set(call, [entry]);
    }
    return [list.span.start, { list, entries }] as const;
  });
  return { policy, unread: new Unread(policy), lists: new Map(lists) };
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
