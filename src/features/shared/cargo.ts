import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** The folder that cargo works in for a source: the workspace's, else the nearest above the source. */
export function cargoFolder(source: vscode.Uri): string | null {
  const workspace = vscode.workspace.getWorkspaceFolder(source)?.uri.fsPath;
  if (workspace !== undefined && hasManifest(workspace)) return workspace;
  let folder = path.dirname(source.fsPath);
  while (!hasManifest(folder)) {
    if (folder === path.dirname(folder)) return null;
    folder = path.dirname(folder);
  }
  return folder;
}

/** Runs `cargo build` as a task, for somebody's click. */
export async function buildAgain(folder: string): Promise<void> {
  const name = vscode.l10n.t('build again');
  const execution = new vscode.ProcessExecution('cargo', ['build'], { cwd: folder });
  const scope = vscode.TaskScope.Workspace;
  await vscode.tasks.executeTask(
    new vscode.Task({ type: 'process' }, scope, name, 'Seccomp Lens', execution),
  );
}

function hasManifest(folder: string): boolean {
  return existsSync(path.join(folder, 'Cargo.toml'));
}
