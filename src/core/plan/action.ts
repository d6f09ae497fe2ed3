import * as l10n from '@vscode/l10n';
import type { Filter } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import type { TextEdit } from '../text/span';
import { actionEdits } from './action-edit';
import { isNamed, targetName, targetWithLine, targetWords, type ActionTarget } from './action-site';
import { actionTargets, inForce, isSettable } from './action-targets';
import { actionText, isSameAction, type Action } from './action-words';
import { Page } from './page';

export interface ActionOptions {
  /** The function or constant that builds the filter, as `action --filter` takes it; `NAME:LINE` too. */
  readonly filter?: string;
  readonly to: Action;
  /**
   * The reading of another file of the crate, for what is written there; null for one that it has not.
   * Without it an action of another file is not set.
   */
  readonly fileOf?: (file: string) => Policy | null;
}

/**
 * The change of a filter's mismatch action, or why there is none. `filter` is what `ActionOptions`
 * takes, `line` (from 1) where the action is written, in another file of the crate where `file` names
 * one; `from` and `to` are spelled as by `--set`.
 */
export type ActionPlan =
  | {
      readonly kind: 'change';
      readonly filter: string;
      readonly file: string | null;
      readonly line: number;
      readonly from: string;
      readonly to: string;
      /** Sorted, against that file's text. */
      readonly edits: readonly TextEdit[];
    }
  | {
      readonly kind: 'already';
      readonly filter: string;
      readonly file: string | null;
      readonly line: number;
      readonly message: string;
    }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[]; readonly message: string }
  | { readonly kind: 'impossible'; readonly message: string };

/**
 * Plans to set the mismatch action of the one filter that is meant. A denylist and a filter that
 * answers listed calls with an errno are never touched, nor is what only tests build.
 */
export function planAction(policy: Policy, options: ActionOptions): ActionPlan {
  const fileOf = options.fileOf ?? (() => null);
  const all = actionTargets(policy, fileOf);
  const named =
    options.filter === undefined ? all : all.filter((one) => isNamed(one, options.filter ?? ''));
  if (named.length === 0) return impossible(whyNone(policy, all, options));
  const targets = inForce(named);
  const [target] = targets;
  if (!target) return impossible(whyNone(policy, all, options));
  const { to } = options;
  const open = targets.filter(({ from }) => !isSameAction(from, to));
  if (open.length === 0) {
    const { line, file } = target.site;
    const message = l10n.t(
      'The mismatch action of {0} is {1} already.',
      targetName(target),
      actionText(to),
    );
    return { kind: 'already', filter: targetName(target), file, line, message };
  }
  if (targets.length > 1) return ambiguous(targets);
  const { file } = target.site;
  const home = file === null ? policy : fileOf(file);
  if (!home) throw new Error('unreachable: it is a target since its file is read');
  return change(home, target, to);
}

/** @param policy of the file that is to be changed */
function change(policy: Policy, target: ActionTarget, to: Action): ActionPlan {
  const { filter, site, from } = target;
  const broken = policy.obstacles.at([site.span]);
  if (broken) {
    return impossible(
      l10n.t('The action of {0} cannot be set safely: {1}', filter.name, broken.message),
    );
  }
  const edits = actionEdits(new Page(policy.text), policy, target, to);
  if (typeof edits === 'string') return impossible(edits);
  const [one, other] = [actionText(from), actionText(to)];
  return {
    kind: 'change',
    filter: targetName(target),
    file: site.file,
    line: site.line,
    from: one,
    to: other,
    edits,
  };
}

function ambiguous(targets: readonly ActionTarget[]): ActionPlan {
  const names = targets.map(targetName);
  const clear = new Set(names).size === names.length;
  const candidates = clear ? names : targets.map(targetWithLine);
  const words = clear ? names : targets.map(targetWords);
  const message = l10n.t('Several filters can be meant: {0}.', words.join(', '));
  return { kind: 'ambiguous', candidates, message };
}

function impossible(message: string): ActionPlan {
  return { kind: 'impossible', message };
}

function whyNone(
  policy: Policy,
  all: readonly ActionTarget[],
  { filter: name, fileOf = () => null }: ActionOptions,
): string {
  if (all.length > 0 && name !== undefined) {
    const known = [...new Set(all.map(targetName))].join(', ');
    return l10n.t('No filter of this file is named {0}: there is {1}.', name, known);
  }
  const isOutOfReach = ({ mismatchSites }: Filter): boolean =>
    mismatchSites.every(({ file }) => file !== null && fileOf(file) === null);
  const unknown = policy.filters.find(
    (one) => isSettable(one) && isOutOfReach(one) && (name ?? one.name) === one.name,
  );
  if (unknown) {
    const { mismatchSpan, name: builder, line } = unknown;
    if (policy.dialect !== 'rust') {
      return l10n.t(
        'The action of {0} (line {1}) is written in JSON, where it is set by hand.',
        builder,
        line,
      );
    }
    if (mismatchSpan === null) {
      return l10n.t(
        'The answer of {0} (line {1}) to what it does not list is its crate’s: no action can be set.',
        builder,
        line,
      );
    }
    const { start, end } = mismatchSpan;
    const written = policy.text.slice(start, end).replace(/\s+/g, ' ');
    return l10n.t(
      'The mismatch action of {0} (line {1}) is not written in this file: it comes from {2}.',
      builder,
      line,
      written,
    );
  }
  const [refusing] = policy.filters;
  if (refusing) {
    return l10n.t(
      '{0} (line {1}) lets through what it does not list: it has no refusal to set.',
      refusing.name,
      refusing.line,
    );
  }
  const problem = policy.problems.find(({ blocks }) => blocks) ?? policy.problems[0];
  return l10n.t(
    'There is no filter in this file that can be read.{0}',
    problem ? ` ${problem.message}` : '',
  );
}
