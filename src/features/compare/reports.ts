import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';

const REPORT_SCHEME = 'seccomp-lens-compare';

/** A preview reads its document again whenever it likes; older ones than so many say that they are gone. */
const KEPT = 20;

/** Reports as documents that can only be read. */
export class Reports extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(REPORT_SCHEME, this));
  }

  /**
   * Shows Markdown as a page, or as its text where the built-in preview is disabled.
   * @param about tells apart reports of one title; the next on the same takes its place
   */
  async show(title: string, about: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: REPORT_SCHEME, path: `/${title}.md`, query: about });
    this.#texts.delete(uri.toString());
    this.#texts.set(uri.toString(), markdown);
    for (const old of [...this.#texts.keys()].slice(0, -KEPT)) this.#texts.delete(old);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      // Not asked for among the commands that are there: until its extension runs, it is none of them.
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(document, { preview: true });
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('Compare the policy again.');
  }
}
