import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';

const EXCERPT_SCHEME = 'seccomp-lens-log';

/** A document that shows a log, or a part of it. */
export interface ShownLog {
  readonly document: vscode.TextDocument;
  /** The number in the log, from 1, of the document's first line. */
  readonly first: number;
}

/**
 * Parts of logs that the editor does not open itself, as documents that can only be read. A document's
 * address names what it shows and is never read as a path: only `open` reads a file.
 */
export class LogExcerpts extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(EXCERPT_SCHEME, this));
    this.register(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  /**
   * @param file absolute; one that is or was being followed
   * @throws Error of the system where it cannot be read
   */
  async open(file: string, line: number): Promise<ShownLog> {
    const { logExcerpt } = await import('../../host/log-excerpt');
    const { text, first, version } = await logExcerpt(file, line);
    const name = path.basename(file);
    const title = first === 1 ? name : vscode.l10n.t('from line {0}: {1}', first, name);
    const uri = vscode.Uri.from({
      scheme: EXCERPT_SCHEME,
      path: path.posix.join('/', path.dirname(file), title),
      query: `${version}-${first}`,
    });
    this.#texts.set(uri.toString(), text);
    const document = await vscode.workspace.openTextDocument(uri);
    return { document, first };
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('This part of the log is no longer kept. Open the evidence again.')
    );
  }
}
