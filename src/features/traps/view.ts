import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { type Node, childrenOf, trapOf } from './nodes';
import { rowOf } from './rows';

export const VIEW = 'seccompLens.traps';

/** The Traps view: a row a trap, with its evidence below it, and what the sources say of themselves. */
export class TrapsView extends Disposable implements vscode.TreeDataProvider<Node> {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #view: vscode.TreeView<Node>;

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
    refresh();
  }

  getChildren(parent?: Node): Node[] {
    return childrenOf(this.lens.traps, parent);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return rowOf(this.lens, node);
  }

  #refresh(): void {
    const open = this.lens.verdicts.open.length;
    this.#view.badge = open === 0 ? undefined : { value: open, tooltip: badgeWords(open) };
    this.#view.message = this.#message();
    const any = this.getChildren().length > 0;
    void vscode.commands.executeCommand('setContext', 'seccompLens.hasTraps', any);
    this.#changed.fire();
  }

  /**
   * What the watched sources say for themselves. A message takes the place of the welcome, so there
   * is none while nothing is watched that a person has chosen.
   */
  #message(): string {
    const chosen = this.lens.watchers.all.filter((watcher) => watcher.chosen);
    const troubles = chosen.flatMap(({ trouble }) => (trouble ? [trouble.sentence] : []));
    if (troubles.length > 0) return troubles.join('\n');
    if (chosen.length === 0 || this.getChildren().length > 0) return '';
    const names = chosen.map(({ label }) => label).join(', ');
    return vscode.l10n.t('Following {0}: no refused call in it so far.', names);
  }
}

function badgeWords(open: number): string {
  return open === 1
    ? vscode.l10n.t('1 refused call needs an answer')
    : vscode.l10n.t('{0} refused calls need an answer', open);
}
