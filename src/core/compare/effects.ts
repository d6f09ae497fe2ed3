import * as l10n from '@vscode/l10n';
import type { ActionName } from '../abi/types';
import { polarityOf } from '../policy/filters';
import type { Filter } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { oneLineOf } from '../policy/syntax';
import type { Effect, Reach, State } from './state';

/** What the filters of a list do with calls that it names and with all others. */
export interface Effects {
  readonly listed: Effect;
  readonly others: Effect;
}

/** How far a call gets by an action (seccomp(2)): after `Log` it is made, `Trace` asks the tracer. */
function reachOf(action: ActionName): Reach {
  switch (action) {
    case 'allow':
    case 'log':
      return 'allowed';
    case 'trace':
    case 'user-notif':
      return 'handed over';
    default:
      return 'refused';
  }
}

/**
 * What a list's filters make of it: of several the strictest, since a program that can be told to
 * only log is confined by the other one. Without a filter in the file it is taken for an allowlist.
 * @returns the reason where the filters cannot be brought together
 */
export function effectsOf(filters: readonly Filter[], policy: Policy): Effects | string {
  const [first] = filters;
  const allowed: Effect = { reach: 'allowed', action: null };
  const refused: Effect = { reach: 'refused', action: null };
  if (!first) return { listed: allowed, others: refused };
  const enforcing = filters.filter(({ mismatch }) => mismatch !== 'log');
  const [strict = first, ...more] = enforcing;
  const kind = polarityOf(strict);
  if (more.some((other) => polarityOf(other) !== kind)) {
    return l10n.t('one filter allows what this list names and another refuses it');
  }
  const { match, mismatch } = strict;
  if (match === null && mismatch === null)
    return l10n.t('both actions of its filter come from elsewhere');
  // The one action that comes from elsewhere is the opposite: a filter of one answer is none.
  const opposite = (action: ActionName): Effect => (action === 'allow' ? refused : allowed);
  return {
    listed:
      match === null ? opposite(mismatch ?? 'allow') : effectOf(match, strict.matchSpan, policy),
    others: mismatch === null ? opposite(match ?? 'allow') : plainOf(mismatch),
  };
}

/** What filters do with calls that a list does not name: the answer of each, told apart. */
export function othersOf(filters: readonly Filter[], policy: Policy): State {
  const effects = new Map<string, Effect>();
  const written: string[] = [];
  for (const { mismatch, mismatchSpan } of filters) {
    if (mismatch === null) {
      written.push(mismatchSpan ? oneLineOf(policy.text, mismatchSpan) : '?');
    } else {
      const effect = effectOf(mismatch, mismatchSpan, policy);
      effects.set(`${effect.reach} ${effect.action ?? ''}`, effect);
    }
  }
  const all = [...effects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, effect]) => effect);
  if (written.length > 0 || filters.length === 0) {
    const words = [...all.map(({ action, reach }) => action ?? reach), ...new Set(written)];
    return { kind: 'elsewhere', written: words.length === 0 ? null : words.join(l10n.t(' or ')) };
  }
  const [only] = all;
  return only && all.length === 1 ? { kind: 'plain', ...only } : { kind: 'several', effects: all };
}

function plainOf(action: ActionName): Effect {
  const reach = reachOf(action);
  return { reach, action: reach === 'refused' || action === 'allow' ? null : action };
}

function effectOf(action: ActionName, span: Filter['matchSpan'], { text }: Policy): Effect {
  if (action === 'allow') return { reach: 'allowed', action: null };
  // `Errno` and `Trace` carry a number that programs act on.
  const written = span && oneLineOf(text, span);
  const data = written === null ? null : /^[\w:]+\s*(\(.*\))$/.exec(written)?.[1];
  return { reach: reachOf(action), action: `${action}${data ?? ''}` };
}
