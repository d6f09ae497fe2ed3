import type { GrowingTrap } from './growing-trap';
import { pair } from './pairing';
import type { RefusalRecord } from '../records/record';
import { Parties } from './parties';
import { classOf, type Party, type Witness } from './party';

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
  readonly #parties: Record<Witness, Parties> = {
    kernel: new Parties(PARTIES_KEPT + 1),
    tracer: new Parties(PARTIES_KEPT + 1),
    program: new Parties(PARTIES_KEPT + 1),
  };
  /** Joined before so many others came that their parties are no longer kept. */
  readonly #settled = new Map<string, JoinedEvents>();
  #outcome: Outcome | null = null;

  /** One event of the trap, which `record` tells of. @param arrived as for `TrapJoiner.add` */
  add(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    this.#outcome = null;
    const parties = this.#parties[trap.witness];
    parties.add(trap, record, arrived);
    if (parties.size > PARTIES_KEPT) this.#settle();
  }

  /** Takes back what was added; what has been settled since stays. */
  remove(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    this.#outcome = null;
    this.#parties[trap.witness].remove(trap, record, arrived);
  }

  get outcome(): Outcome {
    this.#outcome ??= this.#decide().outcome;
    return this.#outcome;
  }

  /** Keeps what is joined so far for good, and of the rest the latest half. */
  #settle(): void {
    const { outcome, rest } = this.#decide();
    for (const events of outcome.joined) this.#settled.set(keyOf(events), events);
    for (const witness of ['kernel', 'tracer', 'program'] as const) {
      if (rest !== null) this.#parties[witness].replace(rest[witness]);
      this.#parties[witness].keepLatest(PARTIES_KEPT / 2);
    }
  }

  #decide(): { outcome: Outcome; rest: Record<Witness, readonly Party[]> | null } {
    const { kernel, tracer, program } = this.#parties;
    if ([kernel, tracer, program].filter(({ size }) => size > 0).length < 2) {
      const joined = [...this.#settled.values()];
      return { outcome: { joined, doubts: new Map() }, rest: null };
    }
    const traced = pair(kernel.all(), tracer.all());
    const told = pair([...traced.joined, ...traced.left, ...traced.right], program.all());
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
