import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';

const SCHEME = 'seccomp-lens-diagnose';

/** Texts that no file holds: a source as it was, and as it would be. */
export class SourceTexts extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly #texts = new Map<string, string>();

  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Keeps `text` as a version of a source. @returns where an editor finds it; the same each time */
  set(source: vscode.Uri, version: 'before' | 'proposed', text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: source.path, query: version });
    const key = uri.toString();
    if (this.#texts.get(key) !== text) {
      this.#texts.set(key, text);
      this.#changed.fire(uri);
    }
    return uri;
  }
}
