import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import { polarityOf } from '../policy/filters';
import type { Allowlist, Entry, Filter, Policy } from '../policy/model';
import { oneLineOf } from '../policy/syntax';
import { Side } from './side';
import type { State } from './state';
import { existsIn, type Target } from './target';

/** One entry of a call, with the list that holds it: the one asked about, or one that it takes in. */
export interface EntryInForce {
  readonly list: Allowlist;
  readonly entry: Entry;
  /** Whether this one is in force: of several the last that is put in. */
  readonly wins: boolean;
}

/** Another filter of the same threads that has a say in a call too. */
export interface SecondFilter {
  readonly filter: Filter;
  /** Where it names the call: a line of the same source, from 1. */
  readonly line: number;
  /** Its answer as written: `SeccompAction::Errno(libc::EACCES.try_into()?)`; else the action's name. */
  readonly answer: string;
  /** One sentence. */
  readonly message: string;
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
 * What a list of a policy means in force: merged with the lists that it takes in, the last entry of a
 * call winning, under the strictest of its filters. C library, features and build-script cfgs are not
 * known: what stands under one counts as there, and `assumed` names it.
 * @param policy as read for `arch`
 * @param list one of `policy.lists`
 */
export function inForce(policy: Policy, list: Allowlist, arch: Arch): InForce {
  const side = new Side(new Map([[arch, policy]]));
  const unit = { name: list.name, title: list.name, places: [list.span.start], filters: [] };
  const target: Target = { arch, libc: null, flags: new Map() };
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
          wins: at === entries.length - 1,
        })),
        assumed: assumedOf(
          entries.map(({ entry }) => entry),
          arch,
        ),
        secondFilters: list.polarity === 'deny' ? [] : secondFilters(policy, list, syscall, target),
      },
    ];
  });
  return { calls, others: side.othersIn(unit, target), unread: side.unreadIn(unit) };
}

/** What cfgs ask for besides the architecture. */
function assumedOf(entries: readonly Entry[], arch: Arch): string[] {
  const cfgs = entries.flatMap(({ cfg, rules }) => [cfg, ...(rules ?? []).map((rule) => rule.cfg)]);
  return [...new Set(cfgs)]
    .filter((cfg) => cfg !== null)
    .filter((cfg) => cfgOn(cfg, arch) === 'unknown');
}

/**
 * The filters built where the list's own is built that refuse the call by name: a thread has them
 * all, and the strictest answer counts (seccomp(2)). Hyperlight 0.6 answers `openat` so.
 */
function secondFilters(
  policy: Policy,
  list: Allowlist,
  syscall: string,
  target: Target,
): SecondFilter[] {
  const builders = new Set(list.filters.map(({ name }) => name));
  return policy.lists.flatMap((other) => {
    if (other === list || other.polarity !== 'deny' || !existsIn(other.cfg, target)) return [];
    const { filter } = other;
    if (!filter || polarityOf(filter) !== 'deny' || !builders.has(filter.name)) return [];
    const entry = other.entries.findLast(
      (one) => one.syscall === syscall && existsIn(one.cfg, target),
    );
    if (!entry) return [];
    const written = filter.matchSpan && oneLineOf(policy.text, filter.matchSpan);
    const answer = written ?? filter.match ?? l10n.t('another action');
    const { line } = entry;
    const message =
      entry.rules === null
        ? l10n.t('A second filter answers {0} with {1} (line {2}).', syscall, answer, line)
        : l10n.t(
            'A second filter answers {0} with {1} for some arguments (line {2}).',
            syscall,
            answer,
            line,
          );
    return [{ filter, line, answer, message }];
  });
}
