import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { plain } from '../shared/notify';
import { reveal } from '../shared/reveal';
import { rowsAt } from './late';
import { AllowlistTree } from './tree';
import type { AllowlistNode } from './nodes';

/** Tells the manifest's `when` that the rows are filtered. */
const FILTERED = 'seccompLens.allowlistFiltered';
const CURSOR_MS = 150;

type Reveal = Parameters<vscode.TreeView<AllowlistNode>['reveal']>[1];

/** The Allowlist view: its rows, what they are filtered by, and the row of the editor's cursor. */
export class AllowlistView extends Disposable {
  readonly #tree: AllowlistTree;
  readonly #view: vscode.TreeView<AllowlistNode>;
  #cursor: NodeJS.Timeout | undefined;
  /** The cursor was in a text that is not read yet: it is looked for again when it is. */
  #missed = false;

  constructor(private readonly lens: Lens) {
    super();
    this.#tree = this.register(new AllowlistTree(lens));
    this.#view = this.register(
      vscode.window.createTreeView('seccompLens.allowlist', {
        treeDataProvider: this.#tree,
        showCollapseAll: true,
      }),
    );
    this.register(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.#followSoon();
      }),
    );
    this.register(
      lens.verdicts.onDidChange(() => {
        if (this.#missed) this.#followSoon();
      }),
    );
    this.register(
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#tree.visible = visible;
        if (visible) this.#followSoon();
      }),
    );
    this.#tree.visible = this.#view.visible;
  }

  /** What the selected rows stand for. */
  get selection(): readonly AllowlistNode[] {
    return this.#view.selection.map((row) => this.#tree.nodeOf(row));
  }

  /** What a row that the editor gives stands for by now. */
  nodeOf(row: AllowlistNode): AllowlistNode {
    return this.#tree.nodeOf(row);
  }

  /** Asks for a text and filters by it as it is typed. */
  askFilter(): void {
    const before = this.#tree.filter;
    const box = vscode.window.createInputBox();
    box.title = vscode.l10n.t('Filter Allowlist by Name');
    box.placeholder = vscode.l10n.t('A call, a request, a list: openat, KVM_RUN, vcpu');
    box.value = before ?? '';
    box.onDidChangeValue((text) => {
      this.setFilter(text);
    });
    box.onDidAccept(() => {
      accepted.dispose();
      box.hide();
    });
    const accepted = box.onDidHide(() => {
      this.setFilter(before);
    });
    box.onDidHide(() => {
      box.dispose();
    });
    box.show();
  }

  /** @param text null or nothing but blanks shows all rows */
  setFilter(text: string | null): void {
    this.#tree.filter = text;
    const { filter } = this.#tree;
    this.#view.message =
      filter === null ? '' : vscode.l10n.t('Filtered by “{0}”', plain(filter, 60));
    void vscode.commands.executeCommand('setContext', FILTERED, filter !== null);
  }

  /** Shows the row of what the cursor is in, and says so where there is none. */
  async revealCursor(): Promise<void> {
    const row = this.#rowOfCursor();
    if (!row || row === 'unread') {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The cursor is in no allowlist and in no filter that is known.'),
      );
      return;
    }
    await this.#reveal(row, { select: true, focus: true, expand: true });
  }

  /** Shows the row of a place in a source, with the keyboard left where it is. */
  async reveal(uri: vscode.Uri, offset: number): Promise<void> {
    const row = rowsAt().rowAt(this.#tree.roots, uri, offset);
    if (!row) return;
    await this.#reveal(row, { select: true, focus: false, expand: true });
  }

  #followSoon(): void {
    clearTimeout(this.#cursor);
    if (!this.#view.visible) return;
    this.#cursor = setTimeout(() => {
      void this.#follow();
    }, CURSOR_MS);
  }

  async #follow(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('seccompLens');
    if (!this.#view.visible || !settings.get<boolean>('followCursor', true)) return;
    const row = this.#rowOfCursor();
    this.#missed = row === 'unread';
    if (!row || row === 'unread' || row.kind === 'file' || !this.#tree.shows(row)) return;
    const [selected] = this.#view.selection;
    if (selected?.id === row.id) return;
    await this.#reveal(row, { select: true, focus: false });
  }

  async #reveal(node: AllowlistNode, how: Reveal): Promise<void> {
    if (!this.#tree.shows(node)) this.setFilter(null);
    this.#tree.refresh();
    await reveal(this.#view, this.#tree.rowOf(node), how);
  }

  #rowOfCursor(): AllowlistNode | 'unread' | null {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return null;
    const { document, selection } = editor;
    const known = this.lens.policies.sources.find(
      ({ uri }) => uri.toString() === document.uri.toString(),
    );
    if (!known) return null;
    // An offset into another text would name another row.
    if (known.policy.text !== document.getText()) return 'unread';
    return rowsAt().rowAt(this.#tree.roots, document.uri, document.offsetAt(selection.active));
  }

  override dispose(): void {
    clearTimeout(this.#cursor);
    super.dispose();
  }
}
