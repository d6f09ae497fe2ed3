import { syscallByName } from '../abi/syscalls';
import { requestsByValue } from '../abi/ioctls';
import type { Syscall } from '../abi/types';
import type { Allowlist, Policy } from '../policy/model';
import { entryAdmits } from './admits';
import { entriesFor, includedLists, listsOn, rankLists, wholeLists } from './choose';
import { ListPlanner } from './list-plan';
import type { Plan, Want } from './remedy';

export interface PlanOptions {
  /** The list's function or constant; for an ioctl, the function that holds the rules. */
  readonly list?: string;
  /** Also offers to let the call through whatever its arguments are. */
  readonly widen?: boolean;
}

/**
 * The ways to let a call through, narrowest first, or why there is none. Reads nothing but the
 * policy; every edit is against `policy.text`.
 */
export function planFor(policy: Policy, want: Want, options: PlanOptions = {}): Plan {
  const call = syscallByName(want.arch, want.syscall);
  if (!call) return impossible(`There is no call ${want.syscall} on ${want.arch}.`);
  const request = call.name === 'ioctl' ? want.request : null;
  const chosen = chooseList(policy, { ...want, syscall: call.name, request }, options, call);
  return 'plan' in chosen ? chosen.plan : chosen.planner.plan();
}

type Choice = { readonly plan: Plan } | { readonly planner: ListPlanner };

function impossible(message: string): Plan {
  return { kind: 'impossible', message };
}

function chooseList(policy: Policy, want: Want, options: PlanOptions, call: Syscall): Choice {
  const all = listsOn(policy, want);
  const open = wholeLists(all.filter(({ polarity }) => polarity !== 'deny'));
  const planner = (list: Allowlist, extra: readonly string[] = []): Choice => ({
    planner: new ListPlanner(policy, list, want, call, options, extra),
  });
  if (options.list !== undefined) return chooseNamed(policy, all, want, options.list, planner);
  if (open.length === 0) return { plan: impossible(whyNone(policy, all)) };
  const { ranked, clear } = rankLists(open, want);
  const [best] = ranked;
  if (!best) return { plan: impossible(whyNone(policy, all)) };
  if (clear || areOne(ranked)) return planner(best, twins(best, ranked));
  const lacking = ranked.filter((list) => !allows(policy, list, want));
  const [only] = lacking;
  if (!only) return planner(best);
  if (areOne(lacking)) {
    const others = ranked.filter((list) => allows(policy, list, want)).map(pathOf);
    const note = `${want.syscall} is allowed already in ${[...new Set(others)].join(', ')}.`;
    return planner(only, [note, ...twins(only, lacking)]);
  }
  const candidates = lacking.map((list) =>
    new ListPlanner(policy, list, want, call, options, []).targetName(),
  );
  // Several lists may share the function that holds their rules: then there is nothing to choose.
  if (new Set(candidates).size === 1 && candidates[0] !== only.name) return planner(only);
  return { plan: ambiguous(lacking, candidates) };
}

/** Asks which list is meant. Lists of one name are told apart by their modules, else their lines. */
function ambiguous(lists: readonly Allowlist[], names: readonly string[]): Plan {
  const candidates = names.map((name, at) => {
    const list = lists[at];
    if (!list || names.indexOf(name) === names.lastIndexOf(name)) return name;
    const path = pathOf(list);
    const same = lists.filter((other) => pathOf(other) === path);
    return same.length > 1 ? `${path} (line ${list.line})` : path;
  });
  const message = `${candidates.length} lists of this file can be meant: ${candidates.join(', ')}. Name one.`;
  return { kind: 'ambiguous', candidates, message };
}

function pathOf({ modules, name }: Allowlist): string {
  return [...modules, name].join('::');
}

/** Whether lists are one, written once for each of several cfgs. */
function areOne(lists: readonly Allowlist[]): boolean {
  if (lists.length < 2) return true;
  return new Set(lists.map(pathOf)).size === 1 && lists.every(({ cfg }) => cfg !== null);
}

function allows(policy: Policy, list: Allowlist, want: Want): boolean {
  return [list, ...includedLists(policy, list, want)].some((one) => {
    const entry = entriesFor(one, want).at(-1);
    return entry !== undefined && entryAdmits(entry, want).kind === 'allowed';
  });
}

/** A second list of the same name, under another cfg, stays as it is: that must be said. */
function twins(list: Allowlist, others: readonly Allowlist[]): string[] {
  return (
    others
      .filter((other) => other !== list && other.name === list.name)
      // Another arm's list, for another thread, is no second one of this.
      .filter(
        ({ serves }) => serves.length === 0 || serves.some((one) => list.serves.includes(one)),
      )
      .map((other) => {
        const where = other.cfg === null ? '' : ` under ${other.cfg}`;
        return `${other.name} stands again at line ${other.line}${where}; that one is not changed.`;
      })
  );
}

function chooseNamed(
  policy: Policy,
  lists: readonly Allowlist[],
  want: Want,
  wanted: string,
  planner: (list: Allowlist, extra?: readonly string[]) => Choice,
): Choice {
  const [path, name] = [wanted.split('::').slice(0, -1), wanted.split('::').at(-1) ?? wanted];
  const fits = (modules: readonly string[]): boolean =>
    path.length === 0 || modules.join('::').endsWith(path.join('::'));
  const named = lists.filter((list) => list.name === name && fits(list.modules));
  const usable = named.filter(({ polarity }) => polarity !== 'deny');
  const [list] = usable;
  if (list && areOne(usable)) return planner(list, twins(list, usable));
  if (list)
    return {
      plan: ambiguous(
        usable,
        usable.map((one) => one.name),
      ),
    };
  const [denied] = named;
  if (denied) return { plan: impossible(denylist(denied)) };
  const holder = lists.find(({ entries }) =>
    entries.some(
      ({ syscall, ruleSets }) =>
        syscall === want.syscall && ruleSets.some((set) => set.name === name && fits(set.modules)),
    ),
  );
  if (holder) return planner(holder);
  const known = [
    ...lists.map((one) => one.name),
    ...policy.ruleSets.flatMap((set) => set.name ?? []),
  ];
  const has = known.length > 0 ? `it has ${[...new Set(known)].join(', ')}` : 'it has none';
  return { plan: impossible(`This file has no list named ${wanted}: ${has}.`) };
}

function denylist(list: Allowlist): string {
  const match = list.filter?.match ?? 'another action';
  return `${list.name} (line ${list.line}) is a denylist: what it names is answered with ${match}. It gets no entry to allow a call.`;
}

function whyNone(policy: Policy, lists: readonly Allowlist[]): string {
  const [denied] = lists;
  if (denied) return denylist(denied);
  const broken = policy.problems.find(({ blocks }) => blocks);
  if (broken) return `No allowlist can be read in this file: ${broken.message}`;
  const [elsewhere] = policy.lists;
  if (elsewhere) return `The lists of this file exist only under ${elsewhere.cfg ?? 'other cfgs'}.`;
  const [unread] = policy.problems;
  if (unread) return `There is no allowlist in this file that can be read. ${unread.message}`;
  return 'There is no allowlist in this file.';
}

/** `ioctl(KVM_SET_FPU)`, `ioctl(0x41a0ae8d)`, `getpid`. */
export function wantTitle(want: Want): string {
  if (want.request === null) return want.syscall;
  const [known] = requestsByValue(want.arch, want.request);
  return `${want.syscall}(${known?.name ?? `0x${want.request.toString(16)}`})`;
}
