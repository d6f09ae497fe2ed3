import { OTHERS, RULES, type Change } from './compare';
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
  if (syscall === RULES) return 'its rules';
  if (syscall !== OTHERS) return syscall;
  const kinds = [before.kind, after.kind];
  if (kinds.includes('named')) return 'name';
  if (kinds.includes('serving')) return 'thread';
  if (kinds.includes('clear')) return 'not understood';
  return kinds.includes('unknown') ? 'the list' : 'every other call';
}

/** Both states for people. Of conditions only what differs, since an `ioctl` can have forty. */
export function statesOf({ before, after }: Change): readonly [before: string, after: string] {
  const rules = changeOfRules(before, after);
  if (!rules) return [stateWords(before), stateWords(after)];
  const { gone, come } = rules;
  const changed = [
    ...(come.length === 0 ? [] : [`also if ${come.join(' or if ')}`]),
    ...(gone.length === 0 ? [] : [`no longer if ${gone.join(' or if ')}`]),
  ];
  return ['conditional', `conditional, ${changed.join('; ')}`];
}

/** How many changes there are, how many widen, and of how many that is not known. */
export function summaryOf(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing changes in force.';
  const widening = changes.filter(({ widens }) => widens === true).length;
  const unknown = changes.filter(({ widens }) => widens === null).length;
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  const parts = [
    widening === 0 ? 'none widens' : widening === 1 ? '1 widens' : `${widening} widen`,
    ...(unknown === 0 ? [] : [`of ${unknown} it is not known`]),
  ];
  return `${count} in force: ${parts.join(', ')}.`;
}
