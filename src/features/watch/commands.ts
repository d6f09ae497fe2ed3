import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { fileIn } from '../shared/inside';
import type { Lens } from '../shared/lens';
import { fileInPick, sayError } from '../shared/notify';
import type { Watcher } from '../shared/watchers';
import type { LogFiles } from './log-files';

/** What a person does about watching: choose a log, stop following one. */
export class WatchCommands extends Disposable {
  constructor(
    private readonly lens: Lens,
    private readonly files: LogFiles,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand('seccompLens.watchLogFile', (file?: unknown) =>
        this.#watch(fileIn(file)),
      ),
    );
    this.register(
      vscode.commands.registerCommand('seccompLens.stopWatching', (file?: unknown) =>
        this.#stop(fileIn(file)?.fsPath),
      ),
    );
  }

  /** @param given from a menu or another extension; else a person is asked */
  async #watch(given: vscode.Uri | undefined): Promise<void> {
    const file = given ?? (await askForLog());
    if (!file) return;
    await this.files.choose(file.fsPath);
    const watcher = this.lens.watchers.all.find(({ id }) => id === file.fsPath);
    if (watcher) this.#tellFailure(watcher);
    await vscode.commands.executeCommand('seccompLens.traps.focus');
  }

  /** The view says it too; a notification only because the person has asked for this file just now. */
  #tellFailure(watcher: Watcher): void {
    const tell = () => {
      // Nothing wrong and nothing read yet: whether it is a log at all is still to be seen.
      if (watcher.state === 'waiting' && !watcher.trouble) return;
      if (watcher.trouble?.failed === false) return;
      listener.dispose();
      if (watcher.trouble) sayError(this.lens.log, watcher.trouble.sentence);
    };
    const listener = this.register(watcher.onDidChange(tell));
    tell();
  }

  async #stop(given: string | undefined): Promise<void> {
    const file = given ?? (await this.#askWhich());
    if (file !== undefined) await this.files.stop(file);
  }

  async #askWhich(): Promise<string | undefined> {
    const items = this.files.followed.map(({ file, bySetting }) => ({
      file,
      label: fileInPick(file),
      description: bySetting ? vscode.l10n.t('named in the settings: stops for this window') : '',
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Stop Watching a Log File'),
      placeHolder: vscode.l10n.t('The log that is no longer followed'),
    });
    return picked?.file;
  }
}

async function askForLog(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Watch Log File'),
    openLabel: vscode.l10n.t('Watch'),
    ...(folder ? { defaultUri: folder } : {}),
  });
  return picked?.[0];
}
