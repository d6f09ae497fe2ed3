import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import { together } from '../text/edits';
import { entryAdmits } from './admits';
import { planOf, type Change } from './change';
import { entriesFor, listsOn, openRuleSets } from './choose';
import { ambiguous, chooseList } from './choose-list';
import { ListChanges } from './list-changes';
import { ListName } from './list-name';
import { isAsked } from './change';
import { ListPlanner } from './list-plan';
import { conditionsInTheWay, noForm } from './messages';
import type { Job } from './options';
import { impossible, type Plan } from './remedy';
import { wantTitle } from './title';

/** Calls that libc does in another way where the kernel does not know them (glibc `clone-internal.c`). */
export const FALLS_BACK_ON_ENOSYS: ReadonlySet<string> = new Set(['clone3']);

/**
 * Refuses a call with an errno, where the file has a filter whose match action is one. Of several
 * filters the kernel takes the strictest answer (seccomp(2)), and ending a thread is stricter than an
 * errno: so the call must stand in the allowlist too.
 */
export function errnoPlan(job: Job): Plan {
  const { policy, want } = job;
  const found = errnoList(job);
  if ('plan' in found) return found.plan;
  const { list } = found;
  const errno = errnoOf(job, list);
  const held = entriesFor(list, want).at(-1);
  if (held && entryAdmits(held, want).kind === 'allowed') {
    const message = l10n.t(
      '{0} is answered with {1} already by {2} at line {3}.',
      wantTitle(want),
      errno,
      list.name,
      held.line,
    );
    return { kind: 'already-allowed', list: list.name, file: null, line: held.line, message };
  }
  if (held && !isAsked(want)) return impossible(conditionsInTheWay(list, held));
  const allowing = inAllowlist(job, list);
  if ('plan' in allowing) return allowing.plan;
  const change = answering(job, list);
  if (!change) return impossible(noForm(list, wantTitle(want)));
  const [first] = allowing.changes;
  const note = first
    ? l10n.t(
        'The entry in {0} is needed too: of two filters the kernel takes the stricter answer.',
        first.list,
      )
    : null;
  return planOf(policy, [
    {
      ...change,
      kind: 'errno',
      title: l10n.t('Answer {0} with {1} by {2}', wantTitle(want), errno, list.name),
      force: l10n.t(
        '`{0}` fails with {1} instead of ending the thread; nothing more is let through.',
        want.syscall,
        errno,
      ),
      edits: together([...(first?.edits ?? []), ...change.edits]),
      warnings: [
        ...(note === null ? [] : [note]),
        ...fallBack(job, errno),
        ...new Set([...change.warnings, ...(first?.warnings ?? [])]),
      ],
      touches: [...change.touches, ...(first?.touches ?? [])],
    },
  ]);
}

/** Whether the file has a filter that answers with ENOSYS. */
export function answersEnosys(job: Job): boolean {
  return errnoLists(job).some((list) => errnoOf(job, list) === 'ENOSYS');
}

function fallBack({ want }: Job, errno: string): string[] {
  if (!FALLS_BACK_ON_ENOSYS.has(want.syscall) || errno === 'ENOSYS') return [];
  return [
    l10n.t(
      'libc falls back from {0} only where it fails with ENOSYS, not {1}.',
      want.syscall,
      errno,
    ),
  ];
}

function errnoLists({ policy, want }: Job): readonly Allowlist[] {
  // A thread of the JSON has one filter, and libseccomp takes no second action for a call.
  if (policy.dialect !== 'rust') return [];
  return listsOn(policy, want).filter(
    ({ polarity, filter }) => polarity === 'deny' && filter?.match === 'errno',
  );
}

function errnoList(job: Job): { readonly list: Allowlist } | { readonly plan: Plan } {
  const { policy, want, options } = job;
  const all = errnoLists(job);
  const name = options.list === undefined ? null : new ListName(policy, options.list);
  const named = all.filter((list) => name?.fits(list) === true);
  const falling = FALLS_BACK_ON_ENOSYS.has(want.syscall);
  const fitting = all.filter((list) => falling && errnoOf(job, list) === 'ENOSYS');
  const lists = [named, fitting, all].find((some) => some.length > 0) ?? [];
  const [list, ...more] = lists;
  if (!list) {
    const message = l10n.t(
      'This file has no filter that answers what it lists with an errno, and so none to add the call to.',
    );
    return { plan: impossible(message) };
  }
  if (more.length === 0) return { list };
  const names = lists.map((one) => one.name);
  return { plan: ambiguous(policy, lists, names) };
}

/** `EACCES`, as the filter's match action names it. */
function errnoOf({ policy }: Job, { filter }: Allowlist): string {
  const span = filter?.matchSpan;
  const text = span ? policy.text.slice(span.start, span.end) : '';
  return /\bE[A-Z][A-Z0-9]+\b/.exec(text)?.[0] ?? l10n.t('an errno');
}

/** What lets the call past the allowlist: nothing where it passes already. */
function inAllowlist(
  job: Job,
  errnoOne: Allowlist,
): { readonly changes: readonly Change[] } | { readonly plan: Plan } {
  const { list: named, ...others } = job.options;
  const isErrno = named !== undefined && new ListName(job.policy, named).fits(errnoOne);
  const inner: Job = isErrno ? { ...job, options: others } : job;
  const choice = chooseList(inner);
  if ('plan' in choice) return choice;
  const decision = new ListPlanner(inner, choice.list, choice.notes).decide();
  if ('changes' in decision) return decision;
  return decision.plan.kind === 'already-allowed' ? { changes: [] } : decision;
}

/** The entry, or the rule, of the errno's own list: of an ioctl only the request that was seen. */
function answering(job: Job, list: Allowlist): Change | null {
  const { want } = job;
  const changes = new ListChanges({ ...job, list, notes: [] });
  if (!isAsked(want)) return changes.newEntry();
  const held = entriesFor(list, want).at(-1);
  if (!held) return changes.newRuledEntry(want);
  const [set] = openRuleSets(held.ruleSets, want).filter(({ file }) => file === null);
  return set ? changes.newRule(set, want) : null;
}
