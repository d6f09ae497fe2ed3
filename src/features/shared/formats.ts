import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Format } from '../../core/plan/width';
import { formatFor } from '../../host/rustfmt-config';
import { Disposable } from './disposable';

/** How wide rustfmt lets the lines of the workspace's sources be: asked once for each folder. */
export class Formats extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #formats = new Map<string, Promise<Format>>();

  /** Some configuration is different: what was asked for may be. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    const watcher = this.register(
      vscode.workspace.createFileSystemWatcher('**/{rustfmt.toml,.rustfmt.toml}'),
    );
    const forget = () => {
      this.#formats.clear();
      this.#changed.fire();
    };
    watcher.onDidCreate(forget);
    watcher.onDidChange(forget);
    watcher.onDidDelete(forget);
  }

  of({ fsPath }: vscode.Uri): Promise<Format> {
    const folder = path.dirname(fsPath);
    const known = this.#formats.get(folder);
    if (known) return known;
    const format = formatFor(fsPath);
    this.#formats.set(folder, format);
    return format;
  }
}
