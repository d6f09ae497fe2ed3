import type { ActionName } from '../abi/types';

/** An action that a filter can be set to; `number` is the errno that `errno` answers with. */
export interface Action {
  readonly name: ActionName;
  readonly number: number | null;
}

/** `log`, `trap`, `kill-thread`, `kill-process`: what `--set` takes besides `errno:N`. */
export const SETTABLE = ['log', 'trap', 'kill-thread', 'kill-process'] as const;

/** Errors are 1–4095: MAX_ERRNO of linux/err.h, and what seccomp(2) cuts an answer to. */
const MAX_ERRNO = 4095;

/** Reads `log` or `errno:13`, the spelling of `action --set`; null for anything else. */
export function parseAction(text: string): Action | null {
  const plain = SETTABLE.find((name) => name === text);
  if (plain) return { name: plain, number: null };
  const digits = /^errno:([0-9]{1,4})$/.exec(text)?.[1];
  const number = Number(digits);
  return digits !== undefined && number >= 1 && number <= MAX_ERRNO
    ? { name: 'errno', number }
    : null;
}

/** `errno:13`; `errno` where the number is not known. */
export function actionText({ name, number }: Action): string {
  return number === null ? name : `${name}:${number}`;
}

/** Whether two actions are one: an unknown number is like no other. */
export function isSameAction(one: Action, other: Action): boolean {
  return one.name === other.name && (one.name !== 'errno' || one.number === other.number);
}
