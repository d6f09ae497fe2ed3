import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import { Disposable } from '../shared/disposable';
import { lookOfItem } from '../shared/given-rows';
import type { Lens } from '../shared/lens';
import { reveal } from '../shared/reveal';
import { TreePace } from '../shared/tree-pace';
import type { RowArrangement } from './arrangement';
import { rows } from './late';
import {
  childrenOf,
  countOf,
  idOf,
  type Node,
  rowBeside,
  type Shown,
  shownOf,
  trapOf,
} from './nodes';
import { badgeWords, sourcesMessage } from './view-words';

const VIEW = 'seccompLens.traps';

/** So many traps have rows, and as many more each time that a person asks for more. */
const PAGE = 200;

/** A row that the editor has, of those that come and go: not those of evidence. */
interface Row {
  readonly node: Node;
  readonly parent: Node | undefined;
  readonly item: vscode.TreeItem;
  /** All that is seen of it and of those below it that have no look of their own. */
  readonly look: string;
}

/** The Traps view: a row a trap, with its evidence below it, and what the sources say of themselves. */
export class TrapsView extends Disposable implements vscode.TreeDataProvider<Node> {
  readonly #changed = this.register(new vscode.EventEmitter<Node[] | undefined>());
  readonly #view: vscode.TreeView<Node>;
  readonly #pace: TreePace;
  /** By their ids, parents before children. */
  #rows = new Map<string, Row>();
  /** The keys of traps whose rows we have selected, and the editor has not yet said so. */
  readonly #echoes = new Set<string>();
  #reveals = 0;
  #most = PAGE;
  #now: Shown;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly lens: Lens,
    private readonly arrangement: RowArrangement,
  ) {
    super();
    this.#pace = this.register(
      new TreePace(() => {
        this.#refresh();
      }, lens.turns),
    );
    this.#now = this.#shown;
    this.#view = this.register(
      vscode.window.createTreeView(VIEW, {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    const refresh = () => {
      this.#pace.request();
    };
    this.register(lens.verdicts.onDidChange(refresh));
    this.register(lens.watchers.onDidChange(refresh));
    this.register(arrangement.onDidChange(refresh));
    this.register(
      lens.traps.onDidClear(() => {
        this.#most = PAGE;
      }),
    );
    this.register(
      this.#view.onDidChangeSelection(({ selection: [node] }) => {
        const trap = node?.kind === 'trap' ? lens.traps.byKey(node.key) : null;
        if (!trap || this.#isOurs(trap.key)) return;
        this.#echoes.clear();
        lens.traps.setFocus(trap);
      }),
    );
    this.register(
      lens.traps.onDidFocus((trap) => {
        if (trap) void this.#select(trap.key);
      }),
    );
    refresh();
  }

  /** The traps that need somebody, from the top row to the last; all where none does. */
  get order(): readonly Trap[] {
    const shown = this.#shown.groups.flatMap(({ traps }) => traps);
    const open = shown.filter((trap) => this.lens.verdicts.isOpen(trap));
    return open.length > 0 ? open : shown;
  }

  get selection(): readonly Node[] {
    return this.#view.selection;
  }

  get #shown(): Shown {
    const { traps, ignored } = this.lens;
    return shownOf(traps, ignored, this.arrangement.now, this.#most);
  }

  /** More rows for those that have none; they come below the others. */
  showMore(): void {
    this.#most += PAGE;
    this.#refresh();
  }

  /** The row for the keyboard when these traps are ignored; null where they have none that goes. */
  rowBeside(gone: readonly Trap[]): Node | null {
    return rowBeside(this.#shown, gone);
  }

  /** Puts the keyboard on a row, and chooses it. */
  async focus(node: Node): Promise<void> {
    // What goes and comes is told the editor first: it has to know the row.
    this.#refresh();
    const row = this.#rowOf(node);
    if (row) await reveal(this.#view, row.node, { select: true, focus: true });
  }

  /** Scrolls no further than it takes to see a trap's row, where the rows are seen at all. */
  async bringIntoSight({ key }: Trap): Promise<void> {
    const row = this.#rowOf({ kind: 'trap', key });
    if (row && this.#view.visible) {
      await reveal(this.#view, row.node, { select: false, focus: false });
    }
  }

  /** What `reveal` asks for; only rows of traps are revealed. */
  getParent(node: Node): Node | undefined {
    return this.#rowOf(node)?.parent;
  }

  getChildren(parent?: Node): Node[] {
    if (parent && !isParentOfTraps(parent)) return childrenOf(this.#now, parent);
    return [...this.#rows.values()].filter((row) => row.parent === parent).map(({ node }) => node);
  }

  /** Of a row that comes and goes the one whose look was compared. */
  getTreeItem(node: Node): vscode.TreeItem {
    return this.#rowOf(node)?.item ?? rows().rowOf(this.lens, node, 0);
  }

  #rowOf(node: Node): Row | undefined {
    // One that was cleared has its row until all are drawn anew, but cannot be revealed.
    const isGone = node.kind === 'trap' && this.lens.traps.byKey(node.key) === null;
    return isGone ? undefined : this.#rows.get(idOf(node));
  }

  /**
   * Whether a selection is what we told the editor, which it repeats later, when another trap may
   * have been chosen: at times after the reveal is over, and those from before it while rows move.
   */
  #isOurs(key: string): boolean {
    return this.#echoes.delete(key) || this.#reveals > 0;
  }

  /** The row of the trap that the decoder shows, whoever chose it, unless nobody sees the rows. */
  async #select(key: string): Promise<void> {
    const node: Node = { kind: 'trap', key };
    // A new trap's row may not have been told the editor yet.
    if (!this.#rowOf(node)) this.#refresh();
    const row = this.#rowOf(node);
    const isSelected = this.#view.selection.some(
      (selected) => trapOf(this.lens.traps, selected)?.key === key,
    );
    if (!row || isSelected || !this.#view.visible) return;
    this.#echoes.add(key);
    this.#reveals++;
    try {
      await reveal(this.#view, row.node, { select: true, focus: false });
    } finally {
      this.#reveals--;
    }
    const { focus } = this.lens.traps;
    if (focus && focus.key !== key) await this.#select(focus.key);
  }

  #refresh(): void {
    this.#now = this.#shown;
    this.#redraw();
    const open = this.lens.verdicts.openCount;
    this.#view.badge = open === 0 ? undefined : { value: open, tooltip: badgeWords(open) };
    const message = sourcesMessage(this.lens.watchers.all, this.#rows.size > 0);
    // The editor takes each for a change of the tree.
    if (message !== (this.#view.message ?? '')) {
      this.#view.message = message;
      this.#pace.told();
    }
    void vscode.commands.executeCommand('setContext', 'seccompLens.hasTraps', this.#rows.size > 0);
  }

  /**
   * Redraws the rows that look different, and all only where some come or go: while the editor
   * fetches a row anew, a click on it is lost.
   */
  #redraw(): void {
    const before = this.#rows;
    this.#rows = new Map();
    this.#addRows(undefined, before);
    if (structureOf(before) !== structureOf(this.#rows)) {
      this.#tell(undefined);
      return;
    }
    const different = [...this.#rows].filter(([id, { look }]) => look !== before.get(id)?.look);
    if (different.length > 0) this.#tell(different.map(([, { node }]) => node));
  }

  #tell(different: Node[] | undefined): void {
    this.#changed.fire(different);
    this.#pace.told();
  }

  #addRows(parent: Node | undefined, before: ReadonlyMap<string, Row>): void {
    for (const fresh of childrenOf(this.#now, parent)) {
      const id = idOf(fresh);
      const count = countOf(this.#now, fresh);
      const item = rows().rowOf(this.lens, fresh, count);
      // The editor knows a row by its object.
      const node = before.get(id)?.node ?? fresh;
      this.#rows.set(id, { node, parent, item, look: `${count} ${lookOfItem(item)}` });
      if (isParentOfTraps(node)) this.#addRows(node, before);
    }
  }
}

function isParentOfTraps(node: Node): boolean {
  return node.kind === 'group' || node.kind === 'ignored';
}

/** Which rows stand where. */
function structureOf(rows: ReadonlyMap<string, Row>): string {
  return JSON.stringify([...rows].map(([id, { parent }]) => [id, parent]));
}
