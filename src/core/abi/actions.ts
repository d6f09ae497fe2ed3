import * as l10n from '@vscode/l10n';
import data from './data/constants.json';
import type { ActionName } from './types';

/** The bits of a filter's answer that hold the action (SECCOMP_RET_ACTION_FULL, linux/seccomp.h). */
const ACTION_BITS = 0xffff0000;

/** seccompiler's name of each action, and what seccomp(2) says that it does. */
const WORDS: Readonly<Record<ActionName, { rust: string; words: () => string }>> = {
  'kill-process': {
    rust: 'SeccompAction::KillProcess',
    words: () => l10n.t('The kernel killed the whole process with SIGSYS.'),
  },
  'kill-thread': {
    rust: 'SeccompAction::KillThread',
    words: () => l10n.t('The kernel killed the thread; the rest of the process went on.'),
  },
  trap: {
    rust: 'SeccompAction::Trap',
    words: () => l10n.t('The call was not made; the kernel sent the thread SIGSYS.'),
  },
  errno: {
    rust: 'SeccompAction::Errno',
    words: () =>
      l10n.t('The call was not made; it returned an error number that the filter chose.'),
  },
  'user-notif': {
    rust: 'SECCOMP_RET_USER_NOTIF',
    words: () => l10n.t('The call was handed to a supervising process, which decided.'),
  },
  trace: {
    rust: 'SeccompAction::Trace',
    words: () => l10n.t('The call was handed to the tracer; without one it returned ENOSYS.'),
  },
  log: {
    rust: 'SeccompAction::Log',
    words: () => l10n.t('The call was made; the kernel only wrote this record.'),
  },
  allow: { rust: 'SeccompAction::Allow', words: () => l10n.t('The call was made.') },
};

/** Action by the number in an audit record's `code=`. */
const BY_CODE: ReadonlyMap<number, string> = new Map(
  data.actions.map(([name = '', hex = '']) => [Number.parseInt(hex, 16), name]),
);

/**
 * The action of an audit record's `code=`, or of a filter's whole answer (its data is masked off).
 * @param code unsigned 32-bit.
 * @returns null for a number that is no action of this kernel's.
 */
export function actionOfCode(code: number): ActionName | null {
  const name = BY_CODE.get((code & ACTION_BITS) >>> 0);
  return name !== undefined && isAction(name) ? name : null;
}

function isAction(name: string): name is ActionName {
  return Object.hasOwn(WORDS, name);
}

/** What an action did to the call and its thread: one plain sentence (seccomp(2)). */
export function actionWords(action: ActionName): string {
  return WORDS[action].words();
}

/**
 * How a Rust filter writes an action: seccompiler's variant, without its operand, and for the one
 * action that seccompiler lacks the kernel's constant.
 */
export function rustAction(action: ActionName): string {
  return WORDS[action].rust;
}
