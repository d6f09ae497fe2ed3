import * as vscode from 'vscode';

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
