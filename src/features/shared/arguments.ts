import * as vscode from 'vscode';
import { syscallByName } from '../../core/abi/syscalls';
import type { Arch } from '../../core/abi/types';
import type { Condition } from '../../core/policy/entry';

/** Of `ioctl(fd, cmd, arg)`, counted from 0. */
const REQUEST_ARGUMENT = 1;

/** `fd`, or `argument 2` where no table names it. */
export function argumentName(arch: Arch, syscall: string | null, arg: number | null): string {
  if (arg === null) return vscode.l10n.t('an argument');
  const known = syscall === null ? undefined : syscallByName(arch, syscall)?.args?.[arg];
  return known ?? vscode.l10n.t('argument {0}', arg);
}

/** Whether the condition looks at an ioctl's request. */
export function isOnRequest(syscall: string | null, { arg }: Condition): boolean {
  return syscall === 'ioctl' && arg === REQUEST_ARGUMENT;
}
