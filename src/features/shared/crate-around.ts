import * as vscode from 'vscode';
import type { Crate } from '../../core/policy/crate';
import { crateOf, filesOnDisk } from '../../host/crate-files';
import type { Following } from './followed-files';
import { isUnder, reached } from './inside';

/** The crate around a source, its files named as a person of this workspace would name them. */
export interface CrateAround extends Crate {
  readonly uris: ReadonlyMap<string, vscode.Uri>;
}

/**
 * The files of this workspace that a source leads to, as the editor has them where they are open. In a
 * window without a folder only what is open is read.
 * @param following gets each path at which a file was looked for, and knows what was found there a moment ago
 */
export async function crateAroundSource(
  uri: vscode.Uri,
  text: string,
  following: Pick<Following, 'looked' | 'recent'> | null = null,
): Promise<CrateAround> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const roots = Promise.all(folders.map((one) => reached(one.uri.fsPath)));
  const mayRead = async (real: string): Promise<boolean> => {
    if (folders.length === 0) return openText(real) !== undefined;
    return (await roots).some((root) => isUnder(real, root));
  };
  const disk = filesOnDisk({ openText, mayRead });
  const store = following?.recent.through(disk) ?? disk;
  const { modules, files } = await crateOf(uri.fsPath, text, {
    exists: (path) => store.exists(path),
    read: (path, root) => {
      following?.looked.add(path);
      return store.read(path, root);
    },
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
