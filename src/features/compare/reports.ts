import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { MadeTexts } from '../shared/made-texts';

const REPORT_SCHEME = 'seccomp-lens-compare';

/** Reports as documents that can only be read. */
export class Reports extends Disposable {
  readonly #texts = this.register(new MadeTexts(REPORT_SCHEME));

  /**
   * Shows Markdown as a page, or as its text where the built-in preview is disabled.
   * @param about tells apart reports of one title; the next on the same takes its place
   */
  async show(title: string, about: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: REPORT_SCHEME, path: `/${title}.md`, query: about });
    this.#texts.set(uri, markdown);
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      // Not asked for among the commands that are there: until its extension runs, it is none of them.
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(document, { preview: true });
    }
  }
}
