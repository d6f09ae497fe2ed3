import type * as vscode from 'vscode';

/**
 * Reveals a row of a view. Where the editor fetches the rows for itself at that moment, it refuses to
 * fetch them a second time for the reveal (`Element with id … is already registered`, VS Code 1.100.3):
 * by then it has them.
 */
export async function reveal<T>(
  view: vscode.TreeView<T>,
  row: T,
  how: Parameters<vscode.TreeView<T>['reveal']>[1],
): Promise<void> {
  try {
    await view.reveal(row, how);
  } catch {
    await view.reveal(row, how);
  }
}
