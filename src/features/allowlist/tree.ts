import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { missingCalls, openTraps } from '../shared/places';
import { itemOf } from './items';
import { allowlistNodes, type AllowlistNode, childrenOf, type FileNode } from './nodes';

/** The workspace's allowlists, as a tree that is built anew from what is known when it changes. */
export class AllowlistTree extends Disposable implements vscode.TreeDataProvider<AllowlistNode> {
  readonly #changed = this.register(new vscode.EventEmitter<undefined>());
  #roots: readonly FileNode[] | undefined;

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
    if (node) return [...childrenOf(node)];
    // Until the first search is over the view shows its progress, not that there is nothing.
    await this.lens.policies.discover();
    return [...this.roots];
  }

  getTreeItem(node: AllowlistNode): vscode.TreeItem {
    return itemOf(node, this.lens.arch);
  }

  getParent(node: AllowlistNode): AllowlistNode | null {
    return node.parent;
  }

  /** The file rows, with everything below them. */
  get roots(): readonly FileNode[] {
    this.#roots ??= this.#build();
    return this.#roots;
  }

  #build(): readonly FileNode[] {
    return allowlistNodes(this.lens.policies.sources, missingCalls(openTraps(this.lens)));
  }
}
