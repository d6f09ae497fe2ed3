import * as vscode from 'vscode';

/** Whether a folder of the workspace is a package of cargo's, or a workspace of such. */
export function isPackage(folder: vscode.WorkspaceFolder): Promise<boolean> {
  const manifest = vscode.Uri.joinPath(folder.uri, 'Cargo.toml');
  return Promise.resolve(vscode.workspace.fs.stat(manifest)).then(
    () => true,
    () => false,
  );
}
