import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import { together } from '../text/edits';
import type { TextEdit } from '../text/span';
import { planOf } from './change';
import { entriesFor, includes, listsOn } from './choose';
import { allows, ambiguous, chooseList, noneNamed } from './choose-list';
import { counted, listed } from './force';
import { ListChanges } from './list-changes';
import { ListName, pathOf } from './list-name';
import { noForm } from './messages';
import type { Job } from './options';
import { removalEdits } from './removal';
import { impossible, type Plan } from './remedy';
import { wantTitle } from './title';

/**
 * Allows a call in the list that others take in, for all of them, and takes the entries that become
 * needless by that out of theirs.
 */
export function commonPlan(job: Job): Plan {
  const { policy, want } = job;
  if (want.request !== null) {
    return impossible(
      l10n.t('A request is allowed in a function of rules: --list names the one that others call.'),
    );
  }
  const found = commonList(job);
  if ('plan' in found) return found.plan;
  const { list, mine } = found;
  const [held] = entriesFor(list, want);
  if (held) {
    const message = l10n.t(
      '{0} stands in {1} already, at line {2}.',
      want.syscall,
      list.name,
      held.line,
    );
    return { kind: 'already-allowed', list: list.name, file: null, line: held.line, message };
  }
  const users = takers(job, list);
  const limited = users.find((one) => entriesFor(one, want).some(({ rules }) => rules !== null));
  if (limited) {
    return impossible(
      l10n.t(
        '{0} allows {1} only with conditions: an entry in {2} could undo them.',
        limited.name,
        want.syscall,
        list.name,
      ),
    );
  }
  const change = new ListChanges({ ...job, list, notes: [] }).newEntry();
  if (!change) return impossible(noForm(list, wantTitle(want)));
  const moved = users.map((user) => takenOut(job, user)).filter((one) => one !== null);
  const gains = users.filter((one) => one !== mine && !allows(policy, one, want)).map(pathOf);
  const path = pathOf(list);
  const names = listed(users.map(pathOf));
  const left = moved.filter(({ edits }) => edits === null).map(({ user }) => user.name);
  return planOf(policy, [
    {
      ...change,
      kind: 'common',
      widens: gains.length > 0,
      title: l10n.t('Allow {0} in {1}, for {2}', want.syscall, path, counted(users.length, 'list')),
      force: forceOf(want.syscall, names, gains, mine),
      edits: together([...moved.flatMap(({ edits }) => edits ?? []), ...change.edits]),
      warnings: [
        ...(gains.length > 0 ? [l10n.t('New in force in {0}.', listed(gains))] : []),
        ...(left.length > 0
          ? [l10n.t('The entry in {0} stays, though it is needless.', listed(left))]
          : []),
        ...change.warnings,
      ],
      touches: [...change.touches, ...moved.map(({ user }) => user.holder?.span ?? user.span)],
    },
  ]);
}

function forceOf(
  call: string,
  names: string,
  gains: readonly string[],
  mine: Allowlist | null,
): string {
  if (gains.length === 0) {
    return l10n.t('Lets `{0}` through in {1}, all of which need it.', call, names);
  }
  return mine
    ? l10n.t(
        'Lets `{0}` through in {1}; new to {2}, beside the one that needs it.',
        call,
        names,
        listed(gains),
      )
    : l10n.t('Lets `{0}` through in {1}; new to {2}.', call, names, listed(gains));
}

/** Whether a list of the others that take a common one in has the call by itself: a case for it. */
export function isNeededByOthers(job: Job): boolean {
  const found = commonList(job);
  if ('plan' in found) return false;
  const others = takers(job, found.list).filter((one) => one !== found.mine);
  return others.some((one) => entriesFor(one, job.want).length > 0);
}

function takers({ policy, want }: Job, list: Allowlist): readonly Allowlist[] {
  return listsOn(policy, want).filter((one) => includes(one, list));
}

/** The common list, and of those that take it in the one whose trap is asked about. */
function commonList(
  job: Job,
): { readonly list: Allowlist; readonly mine: Allowlist | null } | { readonly plan: Plan } {
  const { policy, want, options } = job;
  const lists = listsOn(policy, want).filter(({ polarity }) => polarity !== 'deny');
  const commons = lists.filter((list) => lists.some((other) => includes(other, list)));
  if (commons.length === 0) {
    return { plan: impossible(l10n.t('No list of this file is taken in by others.')) };
  }
  const name = options.list === undefined ? null : new ListName(policy, options.list);
  const [named] = commons.filter((list) => name?.fits(list) === true);
  if (named) return { list: named, mine: null };
  const choice = chooseList(job);
  if ('plan' in choice && choice.plan.kind === 'impossible') return choice;
  if ('plan' in choice && name)
    return { plan: impossible(noneNamed(policy, lists, options.list ?? '')) };
  const mine = 'list' in choice ? choice.list : null;
  const near = commons.filter((list) => mine === null || includes(mine, list));
  const uses = (list: Allowlist): number => takers(job, list).length;
  const [best, second] = near.toSorted((a, b) => uses(b) - uses(a));
  if (!best || !mine) {
    if (best && (!second || uses(second) < uses(best))) return { list: best, mine };
    return near.length > 0
      ? {
          plan: ambiguous(
            policy,
            near,
            near.map((one) => one.name),
          ),
        }
      : {
          plan: impossible(
            l10n.t('{0} takes in no list of this file.', mine?.name ?? l10n.t('The list')),
          ),
        };
  }
  if (second && uses(second) === uses(best)) {
    return {
      plan: ambiguous(
        policy,
        near,
        near.map((one) => one.name),
      ),
    };
  }
  return { list: best, mine };
}

/** The entry of a list that takes the common one in, gone; null where it has none. */
function takenOut(
  { policy, page, want }: Job,
  user: Allowlist,
): { readonly user: Allowlist; readonly edits: readonly TextEdit[] | null } | null {
  const entries = user.entries.filter(
    ({ syscall, cfg }) => syscall === want.syscall && cfg === null,
  );
  if (entries.length === 0) return null;
  const spans = entries.map(({ span }) => span);
  const edits = policy.obstacles.at([user.body]) ? null : removalEdits(page, user, spans);
  return { user, edits };
}
