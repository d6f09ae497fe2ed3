import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { LogFileWatcher } from './log-file';

const SETTING = 'seccompLens.logFiles';
/** Memento of the files that a person chose: absolute paths. */
const CHOSEN = 'watch.chosenLogFiles';

/** Which log files are followed: those that a person chose, and those that the settings name. */
export class LogFiles extends Disposable {
  /** Stopped by a person although a setting names them: until the setting is changed. */
  #stopped = new Set<string>();

  constructor(private readonly lens: Lens) {
    super();
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(SETTING)) return;
        this.#stopped = new Set();
        this.#follow();
      }),
    );
    const follow = () => {
      this.#follow();
    };
    // An untrusted workspace's own setting is not given to us until trust is granted.
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(follow));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(follow));
    this.#follow();
  }

  /** The files that are followed, chosen ones first. */
  get followed(): readonly { readonly file: string; readonly bySetting: boolean }[] {
    const chosen = this.#chosen;
    const named = configured().filter((file) => !chosen.includes(file) && !this.#stopped.has(file));
    return [
      ...chosen.map((file) => ({ file, bySetting: false })),
      ...named.map((file) => ({ file, bySetting: true })),
    ];
  }

  /** Follows `file` from now on, also after the window is loaded again. */
  async choose(file: string): Promise<void> {
    await this.#remember([...this.#chosen.filter((known) => known !== file), file]);
  }

  async stop(file: string): Promise<void> {
    this.#stopped.add(file);
    await this.#remember(this.#chosen.filter((known) => known !== file));
  }

  get #chosen(): readonly string[] {
    return this.lens.context.workspaceState.get<readonly string[]>(CHOSEN, []);
  }

  async #remember(chosen: readonly string[]): Promise<void> {
    await this.lens.context.workspaceState.update(CHOSEN, chosen);
    this.#follow();
  }

  #follow(): void {
    const wanted = new Set(this.followed.map(({ file }) => file));
    const { watchers } = this.lens;
    for (const watcher of watchers.all) {
      if (watcher instanceof LogFileWatcher && !wanted.has(watcher.id)) watchers.remove(watcher.id);
    }
    for (const file of wanted) {
      if (!watchers.has(file)) watchers.add(new LogFileWatcher(this.lens, file));
    }
    void vscode.commands.executeCommand('setContext', 'seccompLens.watching', wanted.size > 0);
  }
}

/** The absolute paths that the settings name, of each workspace folder or of the window. */
function configured(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const named = (scope?: vscode.Uri) =>
    vscode.workspace
      .getConfiguration(undefined, scope ?? null)
      .get<readonly unknown[]>(SETTING, []);
  const files = folders.flatMap(({ uri }) =>
    named(uri).flatMap((name) => (isName(name) ? [path.resolve(uri.fsPath, name)] : [])),
  );
  // Without a folder there is nothing that a relative path could be relative to.
  const alone =
    folders.length > 0
      ? []
      : named()
          .filter(isName)
          .filter((name) => path.isAbsolute(name));
  return [...new Set([...files, ...alone])];
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '';
}
