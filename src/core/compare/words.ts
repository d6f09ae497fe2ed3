import * as l10n from '@vscode/l10n';
import { OTHERS, RULES, type Change } from './change';
import { changeOfRules, stateWords, type State } from './state';

/** What kind of change a row tells: something comes, goes, becomes something else, is not known. */
export type Sign = '+' | '-' | '~' | '?';

export function signOf({ syscall, before, after, widens }: Change): Sign {
  if (widens === null) return '?';
  if (syscall === OTHERS)
    return before.kind === 'absent' ? '+' : after.kind === 'absent' ? '-' : '~';
  const passes = (state: State): boolean => state.kind === 'plain' && state.reach === 'allowed';
  const refuses = (state: State): boolean =>
    state.kind === 'absent' || (state.kind === 'plain' && state.reach === 'refused');
  if (refuses(before)) return refuses(after) ? '~' : '+';
  if (refuses(after)) return '-';
  return passes(after) && !passes(before) ? '+' : '~';
}

/** What a row is about: `getpid`, or where it is about the whole list `every other call`. */
export function subjectOf({ syscall, before, after }: Change): string {
  if (syscall === RULES) return l10n.t('its rules');
  if (syscall !== OTHERS) return syscall;
  const kinds = [before.kind, after.kind];
  if (kinds.includes('named')) return l10n.t('name');
  if (kinds.includes('serving')) return l10n.t('thread');
  if (kinds.includes('clear')) return l10n.t('not understood');
  return kinds.includes('unknown') ? l10n.t('the list') : l10n.t('every other call');
}

/** Both states for people. Of conditions only what differs, since an `ioctl` can have forty. */
export function statesOf({ before, after }: Change): readonly [before: string, after: string] {
  const rules = changeOfRules(before, after);
  if (!rules) return [stateWords(before), stateWords(after)];
  const { gone, come } = rules;
  const changed = [
    ...(come.length === 0 ? [] : [l10n.t('also if {0}', come.join(l10n.t(' or if ')))]),
    ...(gone.length === 0 ? [] : [l10n.t('no longer if {0}', gone.join(l10n.t(' or if ')))]),
  ];
  return [l10n.t('conditional'), l10n.t('conditional, {0}', changed.join('; '))];
}

/** How many changes there are, how many widen, and of how many that is not known. */
export function summaryOf(changes: readonly Change[]): string {
  if (changes.length === 0) return l10n.t('Nothing changes in force.');
  const widening = changes.filter(({ widens }) => widens === true).length;
  const unknown = changes.filter(({ widens }) => widens === null).length;
  const count =
    changes.length === 1
      ? l10n.t('1 change in force')
      : l10n.t('{0} changes in force', changes.length);
  const parts = [
    widening === 0
      ? l10n.t('none widens')
      : widening === 1
        ? l10n.t('1 widens')
        : l10n.t('{0} widen', widening),
    ...(unknown === 0 ? [] : [l10n.t('of {0} it is not known', unknown)]),
  ];
  return `${count}: ${parts.join(', ')}.`;
}
