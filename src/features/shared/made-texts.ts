import * as vscode from 'vscode';
import { Disposable } from './disposable';

/** So many texts at most: a diff or a preview asks for its own again whenever it likes. */
const KEPT = 20;

/** Texts that no file holds, as documents of one scheme that can only be read. */
export class MadeTexts extends Disposable implements vscode.TextDocumentContentProvider {
  /** By address, the latest last. */
  readonly #texts = new Map<string, string>();
  readonly #changed = this.register(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.#changed.event;

  constructor(scheme: string) {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  /** What stands at an address from now on, also where it is shown already. */
  set(uri: vscode.Uri, text: string): void {
    const key = uri.toString();
    const before = this.#texts.get(key);
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const old of [...this.#texts.keys()].slice(0, -KEPT)) this.#texts.delete(old);
    if (text !== before) this.#changed.fire(uri);
  }

  /** An editor that was loaded again shows what it had, of which nothing is known any more. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('This text is no longer kept. Ask for it again.')
    );
  }
}
