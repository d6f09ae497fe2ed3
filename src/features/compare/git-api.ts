import * as vscode from 'vscode';

/** What of the built-in git extension's API is used (version 1, its `api/git.d.ts`). */
interface GitApi {
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  /** @param path absolute; rejects where the commit has no such file */
  show(ref: string, path: string): Promise<string>;
  readonly state: { readonly HEAD?: { readonly commit?: string } | undefined };
}

interface GitExtension {
  /** False where the setting `git.enabled` is off, and where git is not installed. */
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** A file as the last commit has it; null where it is not in it. */
export async function textAtHead(uri: vscode.Uri): Promise<string | null> {
  const repository = (await gitApi()).getRepository(uri);
  if (!repository) throw new Error(vscode.l10n.t('It is in no git repository that is open here.'));
  if (repository.state.HEAD?.commit === undefined) return null;
  try {
    return await repository.show('HEAD', uri.fsPath);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) throw new Error(vscode.l10n.t('The built-in extension for git is disabled.'));
  const git = await extension.activate();
  if (!git.enabled)
    throw new Error(vscode.l10n.t('Git is not installed, or disabled by a setting.'));
  return git.getAPI(1);
}

/** The extension's own code for a path that a commit lacks, and git's words for the same. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'gitErrorCode' in error ? error.gitErrorCode : null;
  const said = 'stderr' in error ? String(error.stderr) : '';
  return code === 'UnknownPath' || /does not exist in|exists on disk, but not in/.test(said);
}
