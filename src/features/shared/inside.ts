import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

/**
 * Holds that a file is one of this workspace, also where symbolic links lead: a dependency's source
 * that was looked at, and a link of a checkout to somewhere else, are nothing to be edited from here.
 * In a window without a folder the files are those that a person opened one by one.
 * @throws Error with one sentence where it is not
 */
export async function refuseOutside(uri: vscode.Uri): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0 || uri.scheme !== 'file') return;
  const file = await reached(uri.fsPath);
  const roots = await Promise.all(folders.map((folder) => reached(folder.uri.fsPath)));
  if (roots.some((root) => isUnder(file, root))) return;
  const name = vscode.workspace.asRelativePath(uri);
  throw new Error(
    vscode.workspace.getWorkspaceFolder(uri)
      ? vscode.l10n.t('{0} is a link out of this workspace, to {1}: open that folder.', name, file)
      : vscode.l10n.t('{0} is not in this workspace: open its folder to change it.', name),
  );
}

/** A file that a command was given: what stands elsewhere has a path too, but another file's. */
export function fileIn(given: unknown): vscode.Uri | undefined {
  return given instanceof vscode.Uri && given.scheme === 'file' ? given : undefined;
}

/** Where the links in a path lead; the path itself where nothing is there yet. */
export function reached(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

/** What the editor holds unsaved of a file, under whatever path it is open. */
export async function unsavedOf({ fsPath }: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const file = await reached(fsPath);
  for (const each of vscode.workspace.textDocuments) {
    const { uri, isDirty } = each;
    if (isDirty && uri.scheme === 'file' && (await reached(uri.fsPath)) === file) return each;
  }
  return undefined;
}

/** Whether a path is below a folder; both as their links lead. */
export function isUnder(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
