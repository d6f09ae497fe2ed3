import { requestsByValue } from '../abi/ioctls';
import { cfgOn } from '../policy/cfg';
import { withoutCapabilities } from '../policy/json/gate';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import { HYPERVISORS, hypervisorOf, prefixOf, sameDriver } from './family';
import type { Want } from './remedy';

/** Words of lists' names that tell nothing about their thread. */
const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'thread',
  'threads',
  'rules',
  'rule',
  'list',
  'allowlist',
  'whitelist',
  'filter',
  'filters',
  'seccomp',
  'syscall',
  'syscalls',
  'get',
  'create',
  'allowed',
  'the',
]);

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1 && !EMPTY_WORDS.has(word));
}

/** How well a thread's name (15 bytes of it, comm) fits a list's name: words in common. */
function threadScore(list: Allowlist, comm: string | null): number {
  if (comm === null) return 0;
  const thread = wordsOf(comm);
  const words = new Set(wordsOf([...list.modules, list.name, ...list.serves].join('_')));
  const matches = [...words].filter((word) =>
    thread.some((one) => one === word || (one.length > 2 && word.startsWith(one))),
  );
  return matches.length;
}

/** Whether a list has rules for requests of the same driver: likelier to be the one meant. */
function hasKin(list: Allowlist, want: Want): boolean {
  if (want.request === null) return false;
  const value = BigInt(want.request);
  const [known] = requestsByValue(want.arch, want.request);
  const wanted = { name: known?.name ?? null, value };
  return entriesFor(list, want).some(({ rules }) =>
    rules?.some(({ conditions }) => conditions.some((one) => sameDriver(want, one, wanted))),
  );
}

/** Lists that can be meant, best first, and whether the thread's name points at the first alone. */
export function rankLists(
  lists: readonly Allowlist[],
  want: Want,
): { ranked: readonly Allowlist[]; clear: boolean } {
  const scored = lists
    .map((list) => ({ list, score: threadScore(list, want.comm), kin: hasKin(list, want) }))
    .sort((a, b) => b.score - a.score || Number(b.kin) - Number(a.kin));
  const [first, second] = scored;
  const clear = first !== undefined && first.score > (second?.score ?? 0);
  return { ranked: scored.map(({ list }) => list), clear };
}

/** Lists that exist on the architecture. */
export function listsOn(policy: Policy, want: Want): readonly Allowlist[] {
  return policy.lists.filter(({ cfg }) => cfgOn(cfg, want.arch) !== 'false');
}

/** A list's entries for a call, on the architecture. The last of them is the one in force. */
export function entriesFor(list: Allowlist, want: Want): readonly Entry[] {
  return list.entries.filter(
    ({ syscall, cfg }) =>
      syscall === want.syscall && cfgOn(withoutCapabilities(cfg), want.arch) !== 'false',
  );
}

/** Lists of functions that a list takes in: what they allow, it allows. */
export function includedLists(policy: Policy, list: Allowlist, want: Want): readonly Allowlist[] {
  // Most take in none, and all lists of a file may be asked.
  if (list.includes.length === 0) return [];
  const all = [...policy.lists, ...policy.elsewhere];
  return all.filter((other) => includes(list, other) && cfgOn(other.cfg, want.arch) !== 'false');
}

/** Lists that are no part of another among them, and no bare names beside what is surely a list. */
export function wholeLists(lists: readonly Allowlist[]): readonly Allowlist[] {
  const sure = lists.some(({ polarity }) => polarity === 'allow');
  const taking = lists.filter((list) => list.includes.length > 0);
  return lists.filter(
    (list) =>
      !taking.some((other) => includes(other, list)) &&
      !(sure && list.form === 'names' && list.polarity === 'unknown'),
  );
}

/** Whether a list takes in all of another. */
export function includes(list: Allowlist, other: Allowlist): boolean {
  const start = other.holder?.span.start;
  if (start === undefined || other === list || list.includes.length === 0) return false;
  // Where each list takes in the next, each takes in all that follow: they are not gone through again.
  let starts = takenIn.get(list);
  if (!starts) takenIn.set(list, (starts = new Set(list.includes.map(({ span }) => span.start))));
  return starts.has(start);
}

/** Where the functions begin whose lists a list takes in. */
const takenIn = new WeakMap<Allowlist, ReadonlySet<number>>();

/** Where a rule can be added for an entry: brackets of rules that exist on the architecture. */
export function openRuleSets(sets: readonly RuleSet[], want: Want): readonly RuleSet[] {
  return sets.filter(({ cfg, single }) => !single && cfgOn(cfg, want.arch) !== 'false');
}

/**
 * The rule set that a request belongs to: among its own driver's requests, in its hypervisor's
 * function. The entry's nearest where nothing tells.
 */
export function bestRuleSet(
  sets: readonly RuleSet[],
  want: Want,
  names: readonly string[],
): RuleSet | null {
  const scored = sets.map((set) => ({ set, score: ruleScore(set, want, names) }));
  scored.sort((a, b) => b.score - a.score);
  return scored[0]?.set ?? null;
}

function ruleScore(set: RuleSet, want: Want, names: readonly string[]): number {
  const where = [set.name, set.holder?.name, ...set.modules, set.cfg].join(' ').toLowerCase();
  const conditions = set.rules.flatMap((rule) => rule.conditions);
  const name = names[0] ?? null;
  const value = want.request === null ? null : BigInt(want.request);
  let score = 0;
  if (conditions.some((one) => sameDriver(want, one, { name, value }))) score += 4;
  const hypervisor = names.map(hypervisorOf).find((one) => one !== null) ?? null;
  for (const other of HYPERVISORS) {
    const held = conditions.some((one) => hypervisorOf(one.name) === other);
    if (other === hypervisor) score += where.includes(other) ? 8 : 0;
    else if (where.includes(other) || held) score -= 6;
  }
  const driver = prefixOf(name)?.toLowerCase();
  if (hypervisor === null && driver !== undefined && where.includes(driver)) score += 3;
  if (hypervisor === null && where.includes('common')) score += 1;
  return score;
}
