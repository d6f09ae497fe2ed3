import * as l10n from '@vscode/l10n';
import { rulesWords, setWords, within, type TestSet } from './rules';

/** How far a call gets: refused, handed to another process to decide, or made. */
export type Reach = 'refused' | 'handed over' | 'allowed';

/** One answer of a filter. */
export interface Effect {
  readonly reach: Reach;
  /** `trap`, `errno(libc::EACCES)`; null where the file does not say or it goes without saying. */
  readonly action: string | null;
}

/** What a policy makes of one call, or of all calls that a list does not name. */
export type State =
  | ({ readonly kind: 'plain' } & Effect)
  /** Let through where a rule holds, or, with `unless`, where none does. */
  | { readonly kind: 'conditional'; readonly rules: readonly TestSet[]; readonly unless: boolean }
  /** Several filters are built from one list, and answer differently. */
  | { readonly kind: 'several'; readonly effects: readonly Effect[] }
  /** The list is not there, or has another name. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'named'; readonly name: string }
  /** The threads that the list confines; none where the file does not tell. */
  | { readonly kind: 'serving'; readonly threads: readonly string[] }
  /** Decided outside this file: by what is written, or (null) by a filter that is not in it. */
  | { readonly kind: 'elsewhere'; readonly written: string | null }
  /** There is nothing that was not understood. */
  | { readonly kind: 'clear' }
  | { readonly kind: 'unknown'; readonly reason: string };

const RANKS: Readonly<Record<Reach, number>> = { refused: 0, 'handed over': 1, allowed: 2 };

/** A state as the command line and JSON write it. */
export function stateWords(state: State): string {
  switch (state.kind) {
    case 'plain':
      return effectWords(state);
    case 'conditional':
      return conditionWords(state.rules, state.unless);
    case 'several':
      return state.effects.map(effectWords).join(l10n.t(' or '));
    case 'absent':
      return l10n.t('no such list');
    case 'named':
      return l10n.t('the list {0}', state.name);
    case 'serving':
      return state.threads.length === 0
        ? l10n.t('no thread named')
        : l10n.t('for {0}', state.threads.join(', '));
    case 'elsewhere':
      return state.written === null
        ? l10n.t('no filter in this file')
        : l10n.t('decided by {0}', state.written);
    case 'clear':
      return l10n.t('understood');
    case 'unknown':
      return l10n.t('unknown: {0}', state.reason);
  }
}

/** The same text for two states that mean the same. */
export function stateKey(state: State): string {
  return state.kind === 'conditional'
    ? JSON.stringify([state.unless, state.rules.map(({ key }) => key).sort()])
    : stateWords(state);
}

/** Whether nothing changes. Of what is not understood that is never so. */
export function isSame(before: State, after: State): boolean {
  if (before.kind === 'unknown' || after.kind === 'unknown') return false;
  return before.kind === after.kind && stateKey(before) === stateKey(after);
}

/** Whether a change lets through what was not let through; null where that is not known. */
export function widens(before: State, after: State): boolean | null {
  if (before.kind === 'unknown' || after.kind === 'unknown') return null;
  if (before.kind === 'named' || after.kind === 'named') return false;
  if (before.kind === 'serving' || after.kind === 'serving') return widensThreads(before, after);
  // What a list that is gone refused, nothing refuses any more as far as this file tells.
  if (after.kind === 'absent') return true;
  if (before.kind === 'absent')
    return after.kind !== 'elsewhere' && Math.max(...ranksOf(after)) > 0;
  if (before.kind === 'elsewhere' || after.kind === 'elsewhere') return null;
  if (before.kind === 'conditional' && after.kind === 'conditional') {
    if (before.unless !== after.unless) return true;
    return before.unless ? !within(before.rules, after.rules) : !within(after.rules, before.rules);
  }
  const [was, is] = [ranksOf(before), ranksOf(after)];
  return Math.max(...is) > Math.max(...was) || Math.min(...is) > Math.min(...was);
}

/** What a change of conditions takes away and adds, for people; null for any other change. */
export function changeOfRules(
  before: State,
  after: State,
): { readonly gone: readonly string[]; readonly come: readonly string[] } | null {
  if (before.kind !== 'conditional' || after.kind !== 'conditional') return null;
  if (before.unless || after.unless) return null;
  const missing = (from: readonly TestSet[], others: readonly TestSet[]): string[] =>
    from.filter(({ key }) => !others.some((other) => other.key === key)).map(setWords);
  return { gone: missing(before.rules, after.rules), come: missing(after.rules, before.rules) };
}

/** What a thread could do before that a list now serves is another list's matter: it may widen. */
function widensThreads(before: State, after: State): boolean | null {
  if (before.kind !== 'serving' || after.kind !== 'serving') return null;
  if (before.threads.length === 0 || after.threads.length === 0) return null;
  return after.threads.some((thread) => !before.threads.includes(thread));
}

function conditionWords(rules: readonly TestSet[], unless: boolean): string {
  const words = rulesWords(rules);
  return unless ? l10n.t('conditional: not ({0})', words) : l10n.t('conditional: {0}', words);
}

function effectWords({ reach, action }: Effect): string {
  const words = reachWords(reach);
  return action === null ? words : `${words} (${action})`;
}

function reachWords(reach: Reach): string {
  switch (reach) {
    case 'refused':
      return l10n.t('refused');
    case 'handed over':
      return l10n.t('handed over');
    case 'allowed':
      return l10n.t('allowed');
  }
}

/** The ranks that a call can get, by its arguments or by which of several filters a thread has. */
function ranksOf(state: State): readonly number[] {
  if (state.kind === 'conditional') return [RANKS.refused, RANKS.allowed];
  if (state.kind === 'several') return state.effects.map(({ reach }) => RANKS[reach]);
  return [state.kind === 'plain' ? RANKS[state.reach] : RANKS.refused];
}
