import type { ActionName } from '../abi/types';
import { isPlainTail, pathAt } from './calls';
import { isGroup } from './syntax';
import type { Token } from './tokens';

/** seccompiler's `SeccompAction`, and what older crates call its members. */
const ACTIONS: ReadonlyMap<string, ActionName> = new Map([
  ['Allow', 'allow'],
  ['Errno', 'errno'],
  ['Kill', 'kill-thread'],
  ['KillThread', 'kill-thread'],
  ['KillProcess', 'kill-process'],
  ['Log', 'log'],
  ['Notify', 'user-notif'],
  ['Trace', 'trace'],
  ['Trap', 'trap'],
]);

/** `SeccompAction::Allow`, `SeccompOpt::Trap`; null for anything else. */
export function actionWord(tokens: readonly Token[]): ActionName | null {
  const found = actionAt(tokens, 0);
  return found && isPlainTail(tokens, found.next) ? found.action : null;
}

/** An action where a source names it. */
export interface WrittenAction {
  readonly action: ActionName;
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  /** The index behind it. */
  readonly next: number;
}

/** The action whose path begins at an index, with its operand. */
export function actionAt(tokens: readonly Token[], index: number): WrittenAction | null {
  const path = pathAt(tokens, index);
  const action = path && ACTIONS.get(path.words.at(-1) ?? '');
  if (!path || !action) return null;
  const operand = tokens[path.next];
  const taken = isGroup(operand, '(');
  return {
    action,
    path: path.words,
    start: path.start,
    end: taken ? operand.end : path.end,
    next: taken ? path.next + 1 : path.next,
  };
}
