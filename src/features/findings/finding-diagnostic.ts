import * as vscode from 'vscode';
import type { Finding, Level } from '../../core/findings/finding';
import { DIAGNOSTIC_SOURCE } from './trap-diagnostic';

/** A note is no reason to look up: it is dots under the code, and not in the list of problems. */
const SEVERITY: Readonly<Record<Level, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Hint,
};

/** A finding about the policy itself. It carries the finding, so that a fix needs no look-up by words. */
export class FindingDiagnostic extends vscode.Diagnostic {
  override readonly source = DIAGNOSTIC_SOURCE;
  override readonly code: string;

  constructor(
    readonly finding: Finding,
    range: vscode.Range,
    /** Of something that nothing uses: it is shown faded. */
    isUnused: boolean,
  ) {
    super(range, finding.message, SEVERITY[finding.level]);
    this.code = finding.rule;
    if (isUnused) this.tags = [vscode.DiagnosticTag.Unnecessary];
  }
}
