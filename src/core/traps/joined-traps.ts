import type { GrowingTrap } from './growing-trap';
import { joinedTrap, summed } from './joined-trap';
import type { Meeting } from './meeting';
import type { Trap } from './trap';

/** The traps as they are known at one time. */
export class Shown {
  #list: readonly Trap[] | null = null;

  constructor(
    private readonly traps: Map<string, Trap>,
    /** The key of a trap that others' records were joined to, to what it became. */
    private readonly became: ReadonlyMap<string, string>,
  ) {}

  /** In order of first sight. */
  get list(): readonly Trap[] {
    return (this.#list ??= [...this.traps.values()]);
  }

  /** The trap that has a key, or that the one which had it became. */
  find(key: string): Trap | undefined {
    return this.traps.get(key) ?? this.traps.get(this.became.get(key) ?? '');
  }

  /** One more, seen later than all others. */
  add(trap: Trap): void {
    this.traps.set(trap.key, trap);
    this.#list = null;
  }
}

/** What the events that several witnesses told of make together. */
export interface Joins {
  /** By a trap, what its events and others' make together. */
  readonly of: ReadonlyMap<Trap, readonly Trap[]>;
  /** How many events of a trap are left that only its own records tell of, where not all are. */
  readonly left: ReadonlyMap<GrowingTrap, number>;
  readonly doubts: ReadonlyMap<GrowingTrap, ReadonlySet<number>>;
}

/**
 * What is joined by what is known now.
 * @param formed takes the keys of traps that are joined, each with one that leads on
 */
export function joinsOf(meetings: Iterable<Meeting>, formed: Map<string, string>): Joins {
  const of = new Map<Trap, Trap[]>();
  const left = new Map<GrowingTrap, number>();
  const doubts = new Map<GrowingTrap, ReadonlySet<number>>();
  for (const { outcome } of meetings) {
    for (const events of outcome.joined) {
      const joined = joinedTrap(events);
      formed.set(joined.key, joined.parts?.[0] ?? joined.key);
      for (const part of events.traps) {
        of.set(part, [...(of.get(part) ?? []), joined]);
        left.set(part, (left.get(part) ?? part.count) - events.count);
      }
    }
    for (const [trap, requests] of outcome.doubts) doubts.set(trap, requests);
  }
  return { of, left, doubts };
}

/** The traps as they are known now, by their keys. */
export function shownTraps(seen: Iterable<GrowingTrap>, { of, left, doubts }: Joins): Shown {
  const traps = new Map<string, Trap>();
  const became = new Map<string, string>();
  const placed = new Set<Trap>();
  const place = (trap: Trap) => {
    const same = traps.get(trap.key);
    traps.set(trap.key, same ? summed(same, trap) : trap);
  };
  for (const trap of seen) {
    for (const joined of of.get(trap) ?? []) {
      if (!became.has(trap.key)) became.set(trap.key, joined.key);
      if (placed.has(joined)) continue;
      placed.add(joined);
      place(joined);
    }
    const count = left.get(trap) ?? trap.count;
    if (count > 0) place(rest(trap, count, doubts.get(trap)));
  }
  return new Shown(traps, became);
}

/** Those of a trap's events that only its own records tell of. */
function rest(trap: GrowingTrap, count: number, maybe?: ReadonlySet<number>): Trap {
  if (count === trap.count && !maybe) return trap;
  const { key, arch, auditArch, number, syscall, request, action, comm, exe, evidence } = trap;
  return {
    key,
    arch,
    auditArch,
    number,
    syscall,
    request,
    action,
    comm,
    exe,
    evidence,
    evidenceCount: evidence.length,
    count,
    ...(maybe && { maybe: [...maybe] }),
  };
}
