import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { GivenRows, lookOfItem } from '../shared/given-rows';
import type { Lens } from '../shared/lens';
import { Throttle } from '../shared/throttle';
import type { SourceKind, Watcher } from '../shared/watchers';
import { rows } from './late';

/** Numbers that change faster than this cannot be read. */
const REDRAW_MS = 500;
/** Rows have their places, logs by their names, so that none jumps when another comes. */
const ORDER: readonly SourceKind[] = ['terminals', 'tasks', 'debug', 'kernel', 'log', 'pasted'];

/** The Sources view: a row a source, with what it is doing and what it has told of last. */
export class SourcesView extends Disposable implements vscode.TreeDataProvider<Watcher> {
  readonly #changed = this.register(new vscode.EventEmitter<Watcher[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #redraw = this.register(
    new Throttle(() => {
      const different = this.#given.different();
      if (different?.length !== 0) this.#changed.fire(different);
    }, REDRAW_MS),
  );
  readonly #given = new GivenRows<Watcher>({
    childrenOf: (parent) => (parent ? [] : this.#inOrder),
    idOf: ({ id }) => id,
    lookOf: (watcher) => lookOfItem(rows().rowOf(this.lens, watcher)),
  });

  constructor(private readonly lens: Lens) {
    super();
    const view = this.register(
      vscode.window.createTreeView('seccompLens.sources', { treeDataProvider: this }),
    );
    const refresh = () => {
      if (view.visible) this.#redraw.request();
    };
    this.register(view.onDidChangeVisibility(refresh));
    this.register(lens.watchers.onDidChange(refresh));
    this.register(lens.watchers.onDidRead(refresh));
    this.register(lens.traps.onDidChange(refresh));
  }

  getChildren(parent?: Watcher): Watcher[] {
    return this.#given.give(parent);
  }

  getTreeItem(row: Watcher): vscode.TreeItem {
    return rows().rowOf(this.lens, this.#given.now(row));
  }

  get #inOrder(): Watcher[] {
    const all = [...this.lens.watchers.all].sort((a, b) => a.label.localeCompare(b.label));
    return ORDER.flatMap((kind) => all.filter((each) => each.kind === kind));
  }
}
