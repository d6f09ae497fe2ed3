import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { missingCalls, openTraps } from '../shared/places';
import { itemOf } from './items';
import { NameFilter } from './name-filter';
import { allowlistNodes } from './make-nodes';
import { type AllowlistNode, childrenOf, type FileNode } from './nodes';

/** Rows that a filter opens, so that what it found is seen. */
const OPENED: ReadonlySet<AllowlistNode['kind']> = new Set(['file', 'list']);

/** The workspace's allowlists, as a tree that is built anew from what is known when it changes. */
export class AllowlistTree extends Disposable implements vscode.TreeDataProvider<AllowlistNode> {
  readonly #changed = this.register(new vscode.EventEmitter<undefined>());
  #roots: readonly FileNode[] | undefined;
  #filter: NameFilter | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly lens: Lens) {
    super();
    this.register(
      lens.verdicts.onDidChange(() => {
        this.#roots = undefined;
        this.#changed.fire(undefined);
      }),
    );
  }

  async getChildren(node?: AllowlistNode): Promise<AllowlistNode[]> {
    if (node) return this.#shown(childrenOf(node));
    // Until the first search is over the view shows its progress, not that there is nothing.
    await this.lens.policies.discover();
    return this.#shown(this.roots);
  }

  getTreeItem(node: AllowlistNode): vscode.TreeItem {
    const item = itemOf(node, this.lens.arch);
    if (this.#filter && OPENED.has(node.kind)) {
      // Under a name of its own: how the rows stood without the filter is kept for later.
      item.id = `${node.id}\u0000filtered`;
      item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
    }
    return item;
  }

  getParent(node: AllowlistNode): AllowlistNode | null {
    return node.parent;
  }

  /** What the rows are filtered by; null shows all of them. */
  get filter(): string | null {
    return this.#filter?.text ?? null;
  }

  set filter(text: string | null) {
    const wanted = text === null || text.trim() === '' ? null : text.trim();
    if (wanted === this.filter) return;
    this.#filter = wanted === null ? null : new NameFilter(wanted);
    this.#changed.fire(undefined);
  }

  /** Whether the filter, if there is one, lets a row be seen. */
  shows(node: AllowlistNode): boolean {
    return this.#filter?.shows(node) ?? true;
  }

  /** The file rows, with everything below them. */
  get roots(): readonly FileNode[] {
    this.#roots ??= this.#build();
    return this.#roots;
  }

  #shown(nodes: readonly AllowlistNode[]): AllowlistNode[] {
    return nodes.filter((node) => this.shows(node));
  }

  #build(): readonly FileNode[] {
    return allowlistNodes(
      this.lens.policies.sources,
      missingCalls(openTraps(this.lens)),
      this.lens.arch,
    );
  }
}
