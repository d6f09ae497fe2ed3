import * as vscode from 'vscode';

/**
 * Opens a source with the cursor on the text of a line. In the blanks before an entry the cursor is in
 * the list around it, and the Allowlist view, which follows the cursor, would select that list.
 * @param line from 0; one that the text does not have is its first or last
 */
export async function showLine(
  uri: vscode.Uri,
  line: number,
  options: Omit<vscode.TextDocumentShowOptions, 'selection'> = {},
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { range, firstNonWhitespaceCharacterIndex: column } = document.lineAt(
    Math.min(Math.max(0, line), document.lineCount - 1),
  );
  const at = range.start.translate(0, column);
  await vscode.window.showTextDocument(document, {
    ...options,
    selection: new vscode.Range(at, at),
  });
}
