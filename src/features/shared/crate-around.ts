import * as vscode from 'vscode';
import type { Crate } from '../../core/policy/crate';
import { readCrateAround } from '../../host/crate-files';
import { isUnder, reached } from './inside';

/** The crate around a source, its files named as a person of this workspace would name them. */
export interface CrateAround extends Crate {
  readonly uris: ReadonlyMap<string, vscode.Uri>;
}

/**
 * The files of this workspace that a source leads to, as the editor has them where they are open. In a
 * window without a folder only what is open is read.
 * @param onLook told of each path at which a file was looked for
 */
export async function crateAroundSource(
  uri: vscode.Uri,
  text: string,
  onLook: (path: string) => void,
): Promise<CrateAround> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const roots = await Promise.all(folders.map((one) => reached(one.uri.fsPath)));
  const isInside = (real: string): boolean =>
    folders.length === 0 ? openText(real) !== undefined : roots.some((root) => isUnder(real, root));
  const { modules, files } = await readCrateAround(uri.fsPath, text, {
    openText,
    onLook,
    mayRead: isInside,
  });
  const named = files.map((one) => ({ ...one, path: fileName(vscode.Uri.file(one.path)) }));
  const uris = named.map(({ path }, at) => {
    return [path, vscode.Uri.file(files[at]?.path ?? '')] as const;
  });
  return { modules, files: named, uris: new Map(uris) };
}

/** How plans and messages call a file: `src/filter.rs`. */
export function fileName(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

function openText(path: string): string | undefined {
  const open = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === path,
  );
  return open?.getText();
}
