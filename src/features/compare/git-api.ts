import * as vscode from 'vscode';

/** What of the built-in git extension's API is used (version 1, its `api/git.d.ts`). */
interface GitApi {
  /** The git that the editor found, or that the person's settings name. */
  readonly git: { readonly path: string };
  /** Until all repositories of the workspace are open, `getRepository` may know none. */
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  getRepository(uri: vscode.Uri): { readonly rootUri: vscode.Uri } | null;
}

interface GitExtension {
  /** False where the setting `git.enabled` is off, and where git is not installed. */
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** Where a repository is, and the git to ask about it. */
export interface Repository {
  readonly root: string;
  readonly git: string;
}

/**
 * The repository that a file lies in, of those that the editor has open.
 * @throws Error with one sentence where there is none, or no git
 */
export async function repositoryAround(uri: vscode.Uri): Promise<Repository> {
  const api = await gitApi();
  const repository = api.getRepository(uri);
  if (!repository) throw new Error(vscode.l10n.t('It is in no git repository that is open here.'));
  return { root: repository.rootUri.fsPath, git: api.git.path };
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
