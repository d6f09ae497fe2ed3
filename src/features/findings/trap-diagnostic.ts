import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';

export const DIAGNOSTIC_SOURCE = 'Seccomp Lens';

/** A finding about one trap. It carries the trap, so that a fix for it needs no look-up by its words. */
export class TrapDiagnostic extends vscode.Diagnostic {
  override readonly source = DIAGNOSTIC_SOURCE;
  override readonly code = 'refused-call';

  constructor(
    readonly trap: Trap,
    range: vscode.Range,
    message: string,
    severity: vscode.DiagnosticSeverity,
    /** Of a finding on a list or a function of rules: its name. */
    readonly target: string | null = null,
  ) {
    super(range, message, severity);
  }
}
