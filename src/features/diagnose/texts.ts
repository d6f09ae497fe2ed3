import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { MadeTexts } from '../shared/made-texts';

const SCHEME = 'seccomp-lens-diagnose';

/** A source as it was before a diagnosis, and as it would be. */
export class SourceTexts extends Disposable {
  readonly #texts = this.register(new MadeTexts(SCHEME));

  /** Keeps `text` as a version of a source. @returns where an editor finds it; the same each time */
  set(source: vscode.Uri, version: 'before' | 'proposed', text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: source.path, query: version });
    this.#texts.set(uri, text);
    return uri;
  }
}
