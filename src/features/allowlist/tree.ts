import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { GivenRows, lookOfItem } from '../shared/given-rows';
import type { Lens } from '../shared/lens';
import { missingCalls, openTraps } from '../shared/places';
import { TreePace } from '../shared/tree-pace';
import { items, makeNodes, nameFilter } from './late';
import type { AllowlistNodes } from './make-nodes';
import type { NameFilter } from './name-filter';
import { type AllowlistNode, childrenOf, type FileNode, stateOf } from './nodes';

/** Rows that a filter opens, so that what it found is seen. */
const OPENED: ReadonlySet<AllowlistNode['kind']> = new Set(['file', 'list']);

/**
 * Tells the manifest's `when` that nothing was found: without it the editor shows the words for that
 * whenever it has no rows, so also while they are searched for.
 */
const NONE_FOUND = 'seccompLens.noAllowlists';

/** A row as it is while its node's state is this one; see `stateOf`. */
interface Row {
  readonly state: string | null;
  readonly item: vscode.TreeItem;
  readonly look: string;
}

/** The workspace's allowlists, as a tree that is built anew from what is known when it changes. */
export class AllowlistTree extends Disposable implements vscode.TreeDataProvider<AllowlistNode> {
  readonly #changed = this.register(new vscode.EventEmitter<AllowlistNode[] | undefined>());
  readonly #pace: TreePace;
  readonly #given = new GivenRows<AllowlistNode>({
    childrenOf: (parent) =>
      (parent ? childrenOf(parent) : this.roots).filter((node) => this.shows(node)),
    idOf: ({ id }) => id,
    lookOf: (node) => this.#rowOf(node).look,
  });
  #rows = new WeakMap<AllowlistNode, Row>();
  #nodes: AllowlistNodes | undefined;
  #roots: readonly FileNode[] | undefined;
  #filter: NameFilter | null = null;
  #visible = true;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly lens: Lens) {
    super();
    this.#pace = this.register(
      new TreePace(() => {
        this.refresh();
      }, lens.turns),
    );
    this.register(
      lens.verdicts.onDidChange(() => {
        this.#roots = undefined;
        if (this.#visible) this.#pace.request();
      }),
    );
  }

  /** What is different in rows that nobody sees is told when somebody does. */
  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible) this.#pace.request();
  }

  /** Tells the editor now what is different, which it has to know before a new row is revealed. */
  refresh(): void {
    const different = this.#given.different();
    if (different?.length !== 0) this.#tell(different);
  }

  async getChildren(node?: AllowlistNode): Promise<AllowlistNode[]> {
    if (node) return this.#given.give(node);
    // Until the first search is over the view shows its progress, not that there is nothing.
    await this.lens.policies.discover();
    const files = this.#given.give(undefined);
    void vscode.commands.executeCommand('setContext', NONE_FOUND, files.length === 0);
    return files;
  }

  getTreeItem(node: AllowlistNode): vscode.TreeItem {
    return this.#rowOf(this.#given.now(node)).item;
  }

  getParent(node: AllowlistNode): AllowlistNode | null {
    const { parent } = this.#given.now(node);
    return parent && this.#given.elementOf(parent);
  }

  /** What a row of the editor's stands for by now. */
  nodeOf(row: AllowlistNode): AllowlistNode {
    return this.#given.now(row);
  }

  /** The row by which the editor knows what stands for the same thing. */
  rowOf(node: AllowlistNode): AllowlistNode {
    return this.#given.elementOf(node);
  }

  /** What the rows are filtered by; null shows all of them. */
  get filter(): string | null {
    return this.#filter?.text ?? null;
  }

  set filter(text: string | null) {
    const wanted = text === null || text.trim() === '' ? null : text.trim();
    if (wanted === this.filter) return;
    this.#filter = wanted === null ? null : new (nameFilter().NameFilter)(wanted);
    this.#rows = new WeakMap();
    this.#given.forget();
    this.#tell(undefined);
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

  #itemOf(node: AllowlistNode): vscode.TreeItem {
    const item = items().itemOf(node, this.lens.arch);
    if (this.#filter && OPENED.has(node.kind)) {
      // Under a name of its own: how the rows stood without the filter is kept for later.
      item.id = `${node.id}\u0000filtered`;
      item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
    }
    return item;
  }

  /** Made once for its look and for the editor: most differ with their source alone. */
  #rowOf(node: AllowlistNode): Row {
    const state = stateOf(node);
    const known = this.#rows.get(node);
    if (known?.state === state) return known;
    const item = this.#itemOf(node);
    const row = { state, item, look: lookOfItem(item) };
    if (state !== null) this.#rows.set(node, row);
    return row;
  }

  #tell(different: AllowlistNode[] | undefined): void {
    this.#changed.fire(different);
    this.#pace.told();
  }

  #build(): readonly FileNode[] {
    this.#nodes ??= new (makeNodes().AllowlistNodes)(this.lens.arch);
    return this.#nodes.of(this.lens.policies.sources, missingCalls(openTraps(this.lens)));
  }
}
