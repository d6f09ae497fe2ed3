import type { GrowingTrap } from './growing-trap';
import { pair } from './pairing';
import { classOf, partyKey, type Party, type Witness } from './party';

/** How many parties of one call and witness are looked at for others that tell of the same events. */
const PARTIES_KEPT = 1 << 14;

/** Events that several witnesses told of. */
export interface JoinedEvents {
  /** In order of first sight. */
  readonly traps: readonly GrowingTrap[];
  readonly count: number;
}

/** What a meeting has found. */
export interface Outcome {
  readonly joined: readonly JoinedEvents[];
  /** Requests that a trap without one may have, where the records fit several. */
  readonly doubts: ReadonlyMap<GrowingTrap, ReadonlySet<number>>;
}

/**
 * All that is told of one call (architecture and number), by whichever witness, in whichever order.
 * The outcome is made anew from all of it, so that what comes later can also take a join back.
 */
export class Meeting {
  readonly #parties: Record<Witness, Map<string, Party>> = {
    kernel: new Map(),
    tracer: new Map(),
    program: new Map(),
  };
  /** Joined before so many others came that their parties are no longer kept. */
  readonly #settled = new Map<string, JoinedEvents>();
  #outcome: Outcome | null = null;

  add(witness: Witness, party: Party): void {
    this.#outcome = null;
    const parties = this.#parties[witness];
    const key = partyKey(party);
    const known = parties.get(key);
    parties.set(key, known ? { ...known, count: known.count + party.count } : party);
    if (parties.size > PARTIES_KEPT) this.#settle();
  }

  /** Takes back what was added; what has been settled since stays. */
  remove(witness: Witness, party: Party): void {
    this.#outcome = null;
    const parties = this.#parties[witness];
    const key = partyKey(party);
    const known = parties.get(key);
    if (!known) return;
    if (known.count > party.count) parties.set(key, { ...known, count: known.count - party.count });
    else parties.delete(key);
  }

  get outcome(): Outcome {
    this.#outcome ??= this.#decide().outcome;
    return this.#outcome;
  }

  /** Keeps what is joined so far for good, and of the rest the latest half. */
  #settle(): void {
    const { outcome, rest } = this.#decide();
    for (const events of outcome.joined) this.#settled.set(keyOf(events), events);
    for (const [witness, parties] of Object.entries(this.#parties)) {
      const kept = [...(rest?.[witness as Witness] ?? parties.values())].slice(-PARTIES_KEPT / 2);
      parties.clear();
      for (const party of kept) parties.set(partyKey(party), party);
    }
  }

  #decide(): { outcome: Outcome; rest: Record<Witness, readonly Party[]> | null } {
    const { kernel, tracer, program } = this.#parties;
    if ([kernel, tracer, program].filter(({ size }) => size > 0).length < 2) {
      const joined = [...this.#settled.values()];
      return { outcome: { joined, doubts: new Map() }, rest: null };
    }
    const traced = pair([...kernel.values()], [...tracer.values()]);
    const told = pair([...traced.joined, ...traced.left, ...traced.right], [...program.values()]);
    const doubts = [...traced.doubts, ...told.doubts];
    const single = [...told.left, ...doubts.flatMap(({ left }) => left)];
    const joined = [...told.joined, ...single.filter(({ traps }) => traps.length > 1)];
    const alone = [
      ...single.filter(({ traps }) => traps.length === 1),
      ...told.right,
      ...doubts.flatMap(({ right }) => right),
    ];
    return {
      outcome: { joined: this.#sum(joined), doubts: requestsInDoubt(doubts) },
      rest: {
        kernel: alone.filter(({ traps: [trap] }) => trap?.witness === 'kernel'),
        tracer: alone.filter(({ traps: [trap] }) => trap?.witness === 'tracer'),
        program: alone.filter(({ traps: [trap] }) => trap?.witness === 'program'),
      },
    };
  }

  #sum(parties: readonly Party[]): readonly JoinedEvents[] {
    const sums = new Map(this.#settled);
    for (const { traps, count } of parties) {
      const inOrder = [...traps].sort((a, b) => a.order - b.order);
      const key = keyOf({ traps: inOrder });
      sums.set(key, { traps: inOrder, count: (sums.get(key)?.count ?? 0) + count });
    }
    return [...sums.values()];
  }
}

function keyOf(events: Pick<JoinedEvents, 'traps'>): string {
  return classOf(events);
}

type Side = readonly Party[];

function requestsInDoubt(
  doubts: readonly { readonly left: Side; readonly right: Side }[],
): Map<GrowingTrap, Set<number>> {
  const found = new Map<GrowingTrap, Set<number>>();
  const note = (asking: Side, answering: Side) => {
    const requests = answering.flatMap(({ request }) => (request === null ? [] : [request]));
    if (requests.length === 0) return;
    const traps = asking.flatMap((party) => (party.request === null ? party.traps : []));
    for (const trap of new Set(traps)) {
      found.set(trap, new Set([...(found.get(trap) ?? []), ...requests]));
    }
  };
  for (const { left, right } of doubts) {
    note(left, right);
    note(right, left);
  }
  return found;
}
