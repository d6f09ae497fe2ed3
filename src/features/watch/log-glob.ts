import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { messageOf } from '../shared/notify';

/** Whether a name of the setting stands for files to be found: it has a wildcard of VS Code's globs. */
export function isGlob(name: string): boolean {
  return /[*?{[]/.test(name);
}

/** The files of one folder that a glob names, also those that come later. */
export class LogGlob extends Disposable {
  readonly #files = new Set<string>();

  /**
   * @param pattern relative to `folder`
   * @param onFound called whenever `files` has grown
   */
  constructor(
    folder: vscode.Uri,
    pattern: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly onFound: () => void,
  ) {
    super();
    const relative = new vscode.RelativePattern(folder, pattern);
    const watcher = this.register(
      vscode.workspace.createFileSystemWatcher(relative, false, false, true),
    );
    this.register(
      watcher.onDidCreate((file) => {
        this.#add([file]);
      }),
    );
    this.register(
      // Of a file that came with its folder the editor tells only when it grows.
      watcher.onDidChange((file) => {
        if (!this.#files.has(file.fsPath)) this.#add([file]);
      }),
    );
    void this.#find(relative);
  }

  /** Absolute paths. One that was found once stays: a log that is rotated away comes back. */
  get files(): readonly string[] {
    return [...this.#files].sort();
  }

  async #find(pattern: vscode.RelativePattern): Promise<void> {
    try {
      // Also what the editor hides: logs are often among it.
      this.#add(await vscode.workspace.findFiles(pattern, null));
    } catch (error) {
      this.log.error(`No logs were found by ${pattern.pattern}: ${messageOf(error)}`);
    }
  }

  #add(files: readonly vscode.Uri[]): void {
    if (this.disposed || files.length === 0) return;
    for (const { fsPath } of files) this.#files.add(fsPath);
    this.onFound();
  }
}
