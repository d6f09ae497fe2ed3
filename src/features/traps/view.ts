import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { type Node, childrenOf, trapOf } from './nodes';
import { rowOf } from './rows';

export const VIEW = 'seccompLens.traps';

/** The Traps view: a row a trap, with its evidence below it, and what the sources say of themselves. */
export class TrapsView extends Disposable implements vscode.TreeDataProvider<Node> {
  readonly #changed = this.register(new vscode.EventEmitter<Node[] | undefined>());
  readonly #view: vscode.TreeView<Node>;
  /** The rows of the first level as the editor has them, by id, each with what it looks like. */
  #roots = new Map<string, { readonly node: Node; readonly look: string }>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly lens: Lens) {
    super();
    this.#view = this.register(
      vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    const refresh = () => {
      this.#refresh();
    };
    this.register(lens.verdicts.onDidChange(refresh));
    this.register(lens.watchers.onDidChange(refresh));
    this.register(
      this.#view.onDidChangeSelection(({ selection: [node] }) => {
        const trap = trapOf(lens.traps, node);
        if (trap) lens.traps.setFocus(trap);
      }),
    );
    this.register(
      lens.traps.onDidFocus((trap) => {
        if (trap) void this.#select(trap.key);
      }),
    );
    refresh();
  }

  /** What `reveal` asks for; only rows of the first level are revealed. */
  getParent(): undefined {
    return undefined;
  }

  getChildren(parent?: Node): Node[] {
    if (parent) return childrenOf(this.lens.traps, parent);
    return [...this.#roots.values()].map(({ node }) => node);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return rowOf(this.lens, node);
  }

  /** The row of the trap that the decoder shows, whoever chose it, unless nobody sees the rows. */
  async #select(key: string): Promise<void> {
    const node = [...this.#roots.values()].find(
      (root) => root.node.kind === 'trap' && root.node.key === key,
    )?.node;
    const isSelected = this.#view.selection.some(
      (row) => trapOf(this.lens.traps, row)?.key === key,
    );
    if (!node || isSelected || !this.#view.visible) return;
    await this.#view.reveal(node, { select: true, focus: false });
  }

  #refresh(): void {
    this.#redraw();
    const open = this.lens.verdicts.open.length;
    this.#view.badge = open === 0 ? undefined : { value: open, tooltip: badgeWords(open) };
    this.#view.message = this.#message();
    void vscode.commands.executeCommand('setContext', 'seccompLens.hasTraps', this.#roots.size > 0);
  }

  /**
   * Redraws the rows that look different, and all only where some come or go: while the editor
   * fetches a row anew, a click on it is lost.
   */
  #redraw(): void {
    const before = this.#roots;
    this.#roots = new Map(
      childrenOf(this.lens.traps).map((fresh) => {
        const row = this.getTreeItem(fresh);
        const id = row.id ?? '';
        return [id, { node: before.get(id)?.node ?? fresh, look: this.#lookOf(fresh, row) }];
      }),
    );
    if ([...before.keys()].join('\n') !== [...this.#roots.keys()].join('\n')) {
      this.#changed.fire(undefined);
      return;
    }
    const different = [...this.#roots].filter(([id, { look }]) => look !== before.get(id)?.look);
    if (different.length > 0) this.#changed.fire(different.map(([, { node }]) => node));
  }

  /** All that is seen of a row and of those below it. */
  #lookOf(node: Node, row: vscode.TreeItem): string {
    const { label, description, iconPath, contextValue, tooltip } = row;
    const hover = tooltip instanceof vscode.MarkdownString ? tooltip.value : tooltip;
    const below = childrenOf(this.lens.traps, node).length;
    const count = node.kind === 'trap' ? this.lens.traps.byKey(node.key)?.count : 0;
    return JSON.stringify([label, description, iconPath, contextValue, hover, below, count]);
  }

  /**
   * What the watched sources say for themselves. A message takes the place of the welcome, so there
   * is none while nothing is watched that a person has chosen.
   */
  #message(): string {
    const chosen = this.lens.watchers.all.filter((watcher) => watcher.chosen);
    const troubles = chosen.flatMap(({ trouble }) => (trouble ? [trouble.sentence] : []));
    if (troubles.length > 0) return troubles.join('\n');
    if (chosen.length === 0 || this.#roots.size > 0) return '';
    const names = chosen.map(({ label }) => label).join(', ');
    return vscode.l10n.t('Following {0}: no refused call in it so far.', names);
  }
}

function badgeWords(open: number): string {
  return open === 1
    ? vscode.l10n.t('1 refused call needs an answer')
    : vscode.l10n.t('{0} refused calls need an answer', open);
}
