import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { Throttle } from '../shared/throttle';
import type { SourceKind, Watcher } from '../shared/watchers';
import { rowOf } from './rows';

/** Numbers that change faster than this cannot be read. */
const REDRAW_MS = 500;
/** Rows have their places, logs by their names, so that none jumps when another comes. */
const ORDER: readonly SourceKind[] = ['terminals', 'tasks', 'debug', 'kernel', 'log', 'pasted'];

/** The Sources view: a row a source, with what it is doing and what it has told of last. */
export class SourcesView extends Disposable implements vscode.TreeDataProvider<Watcher> {
  readonly #changed = this.register(new vscode.EventEmitter<Watcher | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #redraw = this.register(
    new Throttle(() => {
      this.#changed.fire(undefined);
    }, REDRAW_MS),
  );

  constructor(private readonly lens: Lens) {
    super();
    this.register(vscode.window.createTreeView('seccompLens.sources', { treeDataProvider: this }));
    const refresh = () => {
      this.#redraw.request();
    };
    this.register(lens.watchers.onDidChange(refresh));
    this.register(lens.watchers.onDidRead(refresh));
    this.register(lens.traps.onDidChange(refresh));
  }

  getChildren(parent?: Watcher): Watcher[] {
    if (parent) return [];
    const all = [...this.lens.watchers.all].sort((a, b) => a.label.localeCompare(b.label));
    return ORDER.flatMap((kind) => all.filter((each) => each.kind === kind));
  }

  getTreeItem(watcher: Watcher): vscode.TreeItem {
    return rowOf(this.lens, watcher);
  }
}
