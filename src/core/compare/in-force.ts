import type { Arch } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import { type SecondFilter, SecondFilters } from './second-filters';
import { isOrdered, Side } from './side';
import type { State } from './state';
import type { Target } from './target';

/** One entry of a call, with the list that holds it: the one asked about, or one that it takes in. */
export interface EntryInForce {
  readonly list: Allowlist;
  readonly entry: Entry;
  /** Whether this one is in force: of several the last that is put in; null where that is not seen. */
  readonly wins: boolean | null;
}

/** What a list makes of one call that it names, or that one of the lists that it takes in names. */
export interface CallInForce {
  /** Without `SYS_`; `#600` for a number that no table has. */
  readonly syscall: string;
  readonly state: State;
  /** In the order in which they are put together; never empty. */
  readonly entries: readonly EntryInForce[];
  /** Predicates that are not known and counted as true: `feature = "kvm"`. */
  readonly assumed: readonly string[];
  readonly secondFilters: readonly SecondFilter[];
}

/** What a list means on one architecture. */
export interface InForce {
  /** By name, in the order in which the list and then those that it takes in first name them. */
  readonly calls: readonly CallInForce[];
  /** What becomes of every other call. */
  readonly others: State;
  /** What in the list was not understood: sentences without a stop. */
  readonly unread: readonly string[];
}

/**
 * What the lists of a policy mean in force, prepared once for all of them: each merged with the lists
 * that it takes in, the last entry of a call winning, under the strictest of its filters. C library,
 * features and build-script cfgs are not known: what stands under one counts as there, and `assumed`
 * names it.
 */
export class PolicyInForce {
  private readonly side: Side;
  private readonly target: Target;
  private readonly seconds: SecondFilters;

  /** @param policy as read for `arch` */
  constructor(policy: Policy, arch: Arch) {
    this.side = new Side(new Map([[arch, policy]]));
    this.target = { arch, libc: null, flags: new Map() };
    this.seconds = new SecondFilters(policy, this.target);
  }

  /** @param list one of `policy.lists` */
  of(list: Allowlist): InForce {
    const { side, target } = this;
    const unit = { name: list.name, title: list.name, places: [list.span.start], filters: [] };
    const calls = [...side.callsOf(unit)].flatMap((syscall): CallInForce[] => {
      const state = side.stateOf(unit, syscall, target);
      const entries = side.entriesOf(unit, syscall, target);
      if (state === null || entries.length === 0) return [];
      return [
        {
          syscall,
          state,
          entries: entries.map(({ list: holder, entry }, at) => ({
            list: holder,
            entry,
            wins: isOrdered(entries) ? at === entries.length - 1 : null,
          })),
          assumed: assumedOf(
            entries.map(({ entry }) => entry),
            target.arch,
          ),
          secondFilters: list.polarity === 'deny' ? [] : this.seconds.of(list, syscall),
        },
      ];
    });
    return { calls, others: side.othersIn(unit, target), unread: side.unreadIn(unit) };
  }
}

/** What cfgs ask for besides the architecture. */
function assumedOf(entries: readonly Entry[], arch: Arch): string[] {
  const cfgs = entries.flatMap(({ cfg, rules }) => [cfg, ...(rules ?? []).map((rule) => rule.cfg)]);
  return [...new Set(cfgs)]
    .filter((cfg) => cfg !== null)
    .filter((cfg) => cfgOn(cfg, arch) === 'unknown');
}
