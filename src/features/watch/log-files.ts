import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import type { Watcher } from '../shared/watchers';
import { logFile } from './late';
import type { LogFileWatcher } from './log-file';
import { LogGlob, isGlob } from './log-glob';

const SETTING = 'seccompLens.logFiles';
/** Memento of the files that a person chose: absolute paths. */
const CHOSEN = 'watch.chosenLogFiles';

/** Which log files are followed: those that a person chose, and those that the settings name. */
export class LogFiles extends Disposable {
  /** Stopped by a person although a setting names them: until the setting is changed. */
  #stopped = new Set<string>();
  /** By folder and pattern: one that stays in the settings keeps what it has found. */
  #globs = new Map<string, LogGlob>();
  /** No longer followed, but their traps are still shown: followed again, they are read on. */
  readonly #left = new Map<string, LogFileWatcher>();
  /** The first look at the settings. */
  readonly #first: NodeJS.Immediate;
  /** Absolute paths that the settings name without a wildcard. */
  #named: readonly string[] = [];

  constructor(private readonly lens: Lens) {
    super();
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(SETTING)) return;
        this.#stopped = new Set();
        this.#readSettings();
      }),
    );
    const read = () => {
      this.#readSettings();
    };
    // An untrusted workspace's own setting is not given to us until trust is granted.
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(read));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(read));
    this.register(
      lens.traps.onDidClear(() => {
        this.#forgetLeft();
      }),
    );
    // A window that opens does not wait for it: what a log holds by then is read all the same.
    this.#first = setImmediate(read);
  }

  override dispose(): void {
    clearImmediate(this.#first);
    for (const glob of this.#globs.values()) glob.dispose();
    this.#forgetLeft();
    super.dispose();
  }

  /** The files that are followed, chosen ones first. */
  get followed(): readonly { readonly file: string; readonly bySetting: boolean }[] {
    const chosen = this.#chosen;
    const named = new Set([
      ...this.#named,
      ...[...this.#globs.values()].flatMap(({ files }) => files),
    ]);
    return [
      ...chosen.map((file) => ({ file, bySetting: false })),
      ...[...named]
        .filter((file) => !chosen.includes(file) && !this.#stopped.has(file))
        .map((file) => ({ file, bySetting: true })),
    ];
  }

  /** Follows `file` from now on, also after the window is loaded again. */
  async choose(file: string): Promise<void> {
    // It may have been paused, and forgotten so.
    await this.lens.watchers.setPaused(file, false);
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

  #readSettings(): void {
    const names = configured();
    this.#named = names.flatMap(({ folder, name }) => {
      if (isGlob(name)) return [];
      return folder ? path.resolve(folder.fsPath, name) : name;
    });
    const before = this.#globs;
    this.#globs = new Map();
    for (const { folder, name } of names) {
      if (!folder || !isGlob(name)) continue;
      const key = `${folder.toString()} ${name}`;
      this.#globs.set(key, before.get(key) ?? this.#glob(folder, name));
      before.delete(key);
    }
    for (const gone of before.values()) gone.dispose();
    this.#follow();
  }

  #glob(folder: vscode.Uri, pattern: string): LogGlob {
    return new LogGlob(folder, pattern, this.lens.log, () => {
      this.#follow();
    });
  }

  #follow(): void {
    const wanted = new Set(this.followed.map(({ file }) => file));
    const { watchers } = this.lens;
    for (const watcher of watchers.all) {
      if (isLogFile(watcher) && !wanted.has(watcher.id)) this.#leave(watcher);
    }
    for (const file of wanted) {
      if (!watchers.has(file)) watchers.add(this.#return(file));
    }
    void vscode.commands.executeCommand('setContext', 'seccompLens.watching', wanted.size > 0);
  }

  #leave(watcher: LogFileWatcher): void {
    this.lens.watchers.release(watcher.id);
    watcher.leave();
    this.#left.set(watcher.id, watcher);
  }

  #return(file: string): LogFileWatcher {
    const left = this.#left.get(file);
    if (!left) return new (logFile().LogFileWatcher)(this.lens, file);
    this.#left.delete(file);
    left.takeUp(this.lens.watchers.isPaused(file));
    return left;
  }

  #forgetLeft(): void {
    for (const watcher of this.#left.values()) watcher.dispose();
    this.#left.clear();
  }
}

/** A name in the settings, with the folder that it is relative to. */
interface Configured {
  readonly folder: vscode.Uri | null;
  readonly name: string;
}

/** What the settings name: of each workspace folder, or of the window where there is none. */
function configured(): Configured[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const named = (scope: vscode.Uri | null) =>
    vscode.workspace
      .getConfiguration(undefined, scope)
      .get<readonly unknown[]>(SETTING, [])
      .filter(isName);
  if (folders.length > 0) {
    return folders.flatMap(({ uri }) => named(uri).map((name) => ({ folder: uri, name })));
  }
  // Without a folder there is nothing that a relative path could be relative to.
  return named(null)
    .filter((name) => path.isAbsolute(name))
    .map((name) => ({ folder: null, name }));
}

function isLogFile(watcher: Watcher): watcher is LogFileWatcher {
  return watcher.kind === 'log';
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '';
}
