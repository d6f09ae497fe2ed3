import * as path from 'node:path';
import * as vscode from 'vscode';
import type { SourceState } from '../../core/compare/sources';
import { NO_CRATE } from '../../core/policy/crate';
import { crateOf } from '../../host/crate-files';
import { GitCommit } from '../../host/git-commit';
import { asSourceError, git, GitError, readGitFile } from '../../host/git-file';
import { crateAroundSource } from '../shared/crate-around';
import { reached } from '../shared/inside';
import { repositoryAround } from './git-api';

/** What the last commit has of a source and of its crate; of a source that it lacks, nothing. */
export async function atHead(uri: vscode.Uri): Promise<SourceState> {
  const nothing = { text: '', crate: NO_CRATE };
  const { root, git: program } = await repositoryAround(uri);
  const run = { folder: root, program };
  if (!(await hasCommit(run))) return nothing;
  const commit = await GitCommit.open('HEAD', run);
  const source = path.relative(await reached(root), await reachedFile(uri.fsPath));
  if (!(await commit.exists(source))) return nothing;
  const text = await readGitFile({ revision: 'HEAD', path: source }, run);
  if (!isOfFolder(uri)) return { text, crate: NO_CRATE };
  const crate = await crateOf(source, text, {
    exists: (name) => commit.exists(name),
    read: async (name) =>
      isOfFolder(vscode.Uri.file(path.join(root, name))) ? commit.read(name) : null,
  });
  return { text, crate };
}

/** What the editor shows of a source and of its crate; of one that was deleted, nothing. */
export async function asShown(uri: vscode.Uri): Promise<SourceState> {
  const text = await textNow(uri);
  const crate = isOfFolder(uri) ? await crateAroundSource(uri, text) : NO_CRATE;
  return { text, crate };
}

async function textNow(uri: vscode.Uri): Promise<string> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch (error) {
    const gone = await vscode.workspace.fs.stat(uri).then(
      () => false,
      () => true,
    );
    if (gone) return '';
    throw error;
  }
}

/** Where a file is; one that was deleted, where its folder is. */
async function reachedFile(file: string): Promise<string> {
  const real = await reached(file);
  return real === file ? path.join(await reached(path.dirname(file)), path.basename(file)) : real;
}

/** Of a crate the files of the workspace's folders are read, at both times. */
function isOfFolder(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** False in a repository to which nothing was committed yet. */
async function hasCommit(run: { folder: string; program: string }): Promise<boolean> {
  try {
    await git(['rev-parse', '--verify', '--quiet', 'HEAD'], run);
    return true;
  } catch (error) {
    // Asked to be quiet, git says something only where more is wrong.
    if (error instanceof GitError && error.said === '') return false;
    return asSourceError('HEAD')(error);
  }
}
