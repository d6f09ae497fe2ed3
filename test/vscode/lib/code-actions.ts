import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { TrapFixes } from '../../../src/features/quickfix/provider';
import type { Lens } from '../../../src/features/shared/lens';

/**
 * What the editor offers at a place now, by its light bulb; with edits computed for the first
 * `resolved`. Nothing where the editor has called the question off: it does so when the document
 * changes meanwhile, also by its own taking up of a file that was just written.
 */
export async function codeActions(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: string,
  resolved = 0,
): Promise<vscode.CodeAction[]> {
  try {
    return await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      ...[uri, range, kind, resolved],
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'Canceled') return [];
    throw error;
  }
}

/** The quick fixes at a place, with their edits. */
export function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return codeActions(uri, range, vscode.CodeActionKind.QuickFix.value, 20);
}

/** The first of the menu on a line of a log, before anything is chosen, and who gives it. */
export async function offeredFix(
  lens: Lens,
  log: vscode.Uri,
  line: number,
): Promise<{ provider: TrapFixes; action: vscode.CodeAction }> {
  const provider = new TrapFixes(lens);
  const document = await vscode.workspace.openTextDocument(log);
  const [action] = await provider.provideCodeActions(document, document.lineAt(line).range, {
    diagnostics: [],
    only: vscode.CodeActionKind.QuickFix,
    triggerKind: vscode.CodeActionTriggerKind.Invoke,
  });
  assert.ok(action);
  return { provider, action };
}
