import * as vscode from 'vscode';
import type { RefusalRecord } from '../../core/records/record';
import { oneLine } from '../../core/text/untrusted';
import { trapTitle } from '../../core/traps/words';
import type { Trap } from '../../core/traps/trap';

const NAME_MAX = 40;

/** `getrandom refused in my-vmm (thread vcpu0)`: of a record, short enough for one line of a panel. */
export function refusedWords(trap: Trap, { action, comm, exe }: RefusalRecord): string {
  const call = trapTitle(trap);
  const what =
    action === 'log'
      ? vscode.l10n.t('{0} is not allowed, only logged', call)
      : vscode.l10n.t('{0} refused', call);
  const program = exe === null ? null : oneLine(exe.slice(exe.lastIndexOf('/') + 1), NAME_MAX);
  const thread = comm === null ? null : oneLine(comm, NAME_MAX);
  if (program !== null && thread !== null) {
    return program === thread
      ? vscode.l10n.t('{0} in {1}', what, program)
      : vscode.l10n.t('{0} in {1} (thread {2})', what, program, thread);
  }
  if (thread !== null) return vscode.l10n.t('{0} in thread {1}', what, thread);
  return program === null ? what : vscode.l10n.t('{0} in {1}', what, program);
}

/** Of an allowlist that lacks the call. `rules`: a function of rules rather than a list. */
export function missingWords(trap: Trap, rules: boolean): string {
  const call = trapTitle(trap);
  if (trap.count === 1) {
    return rules
      ? vscode.l10n.t('{0} was refused and is not among these rules', call)
      : vscode.l10n.t('{0} was refused and is not in this allowlist', call);
  }
  return rules
    ? vscode.l10n.t('{0} was refused {1} times and is not among these rules', call, trap.count)
    : vscode.l10n.t('{0} was refused {1} times and is not in this allowlist', call, trap.count);
}
