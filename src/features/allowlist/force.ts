import type { EntryInForce, PolicyInForce } from '../../core/compare/in-force';
import type { SecondFilter } from '../../core/compare/second-filters';
import type { Allowlist } from '../../core/policy/allowlist';
import type { Entry } from '../../core/policy/entry';

/** What becomes of one entry when its list is put together. */
export interface EntryForce {
  /** The entry of the same call that is put in later and so counts; null where this one does. */
  readonly winner: EntryInForce | null;
  /** Why it is not known what is in force; null where it is. */
  readonly unknown: string | null;
  /** The filters of the same threads that answer the call otherwise. */
  readonly secondFilters: readonly SecondFilter[];
}

/** A list that is taken in, with how many calls. */
export interface TakenIn {
  readonly list: Allowlist;
  readonly count: number;
}

const PLAIN: EntryForce = { winner: null, unknown: null, secondFilters: [] };

/** What is in force of one list, by its entries. */
export class ListForce {
  /** What in the list was not understood: sentences without a stop. */
  readonly unread: readonly string[];
  /** In the order in which they are taken in. */
  readonly takenIn: readonly TakenIn[];
  private readonly entries = new Map<Entry, EntryForce>();

  constructor(policy: PolicyInForce, list: Allowlist) {
    const { calls, unread } = policy.of(list);
    const taken = new Map<Allowlist, number>();
    for (const { entries, state, secondFilters } of calls) {
      const winner = entries.at(-1) ?? null;
      const unknown = state.kind === 'unknown' ? state.reason : null;
      for (const one of entries) {
        const own: EntryForce =
          one.wins === false ? { ...PLAIN, winner } : { winner: null, unknown, secondFilters };
        this.entries.set(one.entry, own);
        if (one.list !== list) taken.set(one.list, (taken.get(one.list) ?? 0) + 1);
      }
    }
    this.unread = unread;
    this.takenIn = [...taken].map(([list, count]) => ({ list, count }));
  }

  /** What becomes of one of the list's own entries; of one that the architecture has not, nothing. */
  of(entry: Entry): EntryForce {
    return this.entries.get(entry) ?? PLAIN;
  }
}
