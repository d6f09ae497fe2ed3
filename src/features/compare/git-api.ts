import * as vscode from 'vscode';

/** What of the built-in git extension's API is used (version 1, its `api/git.d.ts`). */
interface GitApi {
  /** Until all repositories of the workspace are open, `getRepository` may know none. */
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Repository {
  /** @param path absolute; rejects where the commit has no such file */
  show(ref: string, path: string): Promise<string>;
  /** Reads the state anew. */
  status(): Promise<void>;
  /** Says nothing of a repository that was opened a moment ago, as if it had no commit. */
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
  if (repository.state.HEAD?.commit === undefined) await repository.status();
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
  const api = git.getAPI(1);
  await initialized(api);
  return api;
}

async function initialized({ state, onDidChangeState }: GitApi): Promise<void> {
  if (state === 'initialized') return;
  await new Promise<void>((resolve) => {
    const listener = onDidChangeState((now) => {
      if (now !== 'initialized') return;
      listener.dispose();
      resolve();
    });
  });
}

/**
 * The extension's own code for a path that a commit lacks, and git's words for the same; of a file
 * that is on disk it has neither (`getGitFilePath` in its `git.ts`), but this message.
 */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'gitErrorCode' in error ? error.gitErrorCode : null;
  const said = 'stderr' in error ? String(error.stderr) : '';
  if (error.message.startsWith('Git relative path not found')) return true;
  return code === 'UnknownPath' || /does not exist in|exists on disk, but not in/.test(said);
}
