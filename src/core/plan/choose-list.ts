import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { cfgOn } from '../policy/cfg';
import { entryAdmits } from './admits';
import { entriesFor, includedLists, listsOn, rankLists, wholeLists } from './choose';
import { listsElsewhere } from './elsewhere';
import { ListName, namesApart, pathOf } from './list-name';
import { ListPlanner } from './list-plan';
import type { Job } from './options';
import { impossible, type Plan, type Want } from './remedy';
import { takenAway } from './taken-away';

/** The list that is meant, with what is to be said beside a change of it; else why there is none. */
export type Choice =
  { readonly list: Allowlist; readonly notes: readonly string[] } | { readonly plan: Plan };

/** Finds the list that a call goes to: the one named, else the one that its thread points at. */
export function chooseList(job: Job): Choice {
  const { policy, want, options } = job;
  const others = listsElsewhere(job).filter(({ cfg }) => cfgOn(cfg, want.arch) !== 'false');
  const all = [...listsOn(policy, want), ...others];
  const open = takersOf(want, wholeLists(all.filter(({ polarity }) => polarity !== 'deny')));
  if (options.list !== undefined) return chooseNamed(job, all, options.list);
  const { ranked, clear } = rankLists(open, want);
  const [best] = ranked;
  if (!best) return { plan: impossible(whyNone(policy, all)) };
  if (clear || areOne(ranked)) return { list: best, notes: twins(best, ranked) };
  const lacking = ranked.filter((list) => !allows(policy, list, want));
  const [only] = lacking;
  if (!only) return { list: best, notes: [] };
  if (areOne(lacking)) {
    const others = ranked.filter((list) => allows(policy, list, want)).map(pathOf);
    const note = l10n.t(
      '{0} is allowed already in {1}.',
      want.syscall,
      [...new Set(others)].join(', '),
    );
    return { list: only, notes: [note, ...twins(only, lacking)] };
  }
  const candidates = lacking.map((list) => new ListPlanner(job, list, []).targetName());
  // Several lists may share the function that holds their rules: then there is nothing to choose.
  if (new Set(candidates).size === 1 && candidates[0] !== only.name) {
    return { list: only, notes: [] };
  }
  return { plan: ambiguous(policy, lacking, candidates) };
}

/** Of lists that take rules with conditions alone, and others beside them, those that a call can go to. */
function takersOf(want: Want, lists: readonly Allowlist[]): readonly Allowlist[] {
  const isRequest = want.syscall === 'ioctl' && want.request !== null;
  const some = lists.filter(({ conditionsOnly }) => conditionsOnly === isRequest);
  return some.length > 0 && lists.some(({ conditionsOnly }) => conditionsOnly) ? some : lists;
}

/** Asks which list is meant, by names that `--list` takes. */
export function ambiguous(
  policy: Policy,
  lists: readonly Allowlist[],
  names: readonly string[],
): Plan {
  const candidates = namesApart(policy, lists, names);
  const message = l10n.t(
    '{0} lists of this file can be meant: {1}.',
    candidates.length,
    candidates.join(', '),
  );
  return { kind: 'ambiguous', candidates, message };
}

/** Whether lists are one, written once for each of several cfgs. */
export function areOne(lists: readonly Allowlist[]): boolean {
  if (lists.length < 2) return true;
  return new Set(lists.map(pathOf)).size === 1 && lists.every(({ cfg }) => cfg !== null);
}

/** Whether a list, or one that it takes in, lets through what is wanted. */
export function allows(policy: Policy, list: Allowlist, want: Want): boolean {
  if (takenAway(list, want) !== null) return false;
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
        const where = other.cfg === null ? '' : l10n.t(' under {0}', other.cfg);
        return l10n.t(
          '{0} stands again at line {1}{2}; that one is not changed.',
          other.name,
          other.line,
          where,
        );
      })
  );
}

function chooseNamed({ policy, want }: Job, lists: readonly Allowlist[], wanted: string): Choice {
  const name = new ListName(policy, wanted);
  const named = lists.filter((list) => name.fits(list));
  const usable = named.filter(({ polarity }) => polarity !== 'deny');
  const [list] = usable;
  if (list && areOne(usable)) return { list, notes: twins(list, usable) };
  if (list) {
    const names = usable.map((one) => one.name);
    return { plan: ambiguous(policy, usable, names) };
  }
  const [denied] = named;
  if (denied) return { plan: impossible(denylist(denied)) };
  const holder = lists.find(({ entries }) =>
    entries.some(
      ({ syscall, ruleSets }) => syscall === want.syscall && ruleSets.some((set) => name.fits(set)),
    ),
  );
  if (holder) return { list: holder, notes: [] };
  return { plan: impossible(noneNamed(policy, lists, wanted)) };
}

/** What the file has instead of the list that was named. */
export function noneNamed(policy: Policy, lists: readonly Allowlist[], wanted: string): string {
  const known = [
    ...lists.map((one) => one.name),
    ...policy.ruleSets.flatMap((set) => set.name ?? []),
  ];
  return known.length > 0
    ? l10n.t('This file has no list named {0}: it has {1}.', wanted, [...new Set(known)].join(', '))
    : l10n.t('This file has no list named {0}: it has none.', wanted);
}

function denylist(list: Allowlist): string {
  const match = list.filter?.match ?? l10n.t('another action');
  return l10n.t(
    '{0} (line {1}) is a denylist: what it names is answered with {2}. It gets no entry to allow a call.',
    list.name,
    list.line,
    match,
  );
}

function whyNone(policy: Policy, lists: readonly Allowlist[]): string {
  const [denied] = lists;
  if (denied) return denylist(denied);
  const broken = policy.problems.find(({ blocks }) => blocks);
  if (broken) return l10n.t('No allowlist can be read in this file: {0}', broken.message);
  const [elsewhere] = policy.lists;
  if (elsewhere)
    return l10n.t(
      'The lists of this file exist only under {0}.',
      elsewhere.cfg === null ? l10n.t('other cfgs') : `cfg(${elsewhere.cfg})`,
    );
  const [unread] = policy.problems;
  if (unread)
    return l10n.t('There is no allowlist in this file that can be read. {0}', unread.message);
  return l10n.t('There is no allowlist in this file.');
}
