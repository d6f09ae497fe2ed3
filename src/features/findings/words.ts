import * as vscode from 'vscode';
import type { RefusalRecord } from '../../core/records/record';
import { oneLine } from '../../core/text/untrusted';
import { wording } from '../../core/traps/late';
import type { Trap } from '../../core/traps/trap';
import { countsOf } from '../shared/places';

const NAME_MAX = 40;

/** `getrandom refused in my-vmm (thread vcpu0)`: of a record, short enough for one line of a panel. */
export function refusedWords(trap: Trap, { action, comm, exe }: RefusalRecord): string {
  const call = wording().trapTitle(trap);
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
export function missingWords(traps: readonly [Trap, ...Trap[]], rules: boolean): string {
  const call = wording().trapTitle(traps[0]);
  const { refused, logged } = countsOf(traps);
  const seen = seenWords(call, refused, logged);
  return rules
    ? vscode.l10n.t('{0} and is not among these rules', seen)
    : vscode.l10n.t('{0} and is not in this allowlist', seen);
}

/** Where some were refused the others, only logged, are of an earlier or later run of the same. */
function seenWords(call: string, refused: number, logged: number): string {
  if (refused > 1) return vscode.l10n.t('{0} was refused {1} times', call, refused);
  if (refused === 1) return vscode.l10n.t('{0} was refused', call);
  return logged > 1
    ? vscode.l10n.t('{0} was logged {1} times', call, logged)
    : vscode.l10n.t('{0} was logged', call);
}
