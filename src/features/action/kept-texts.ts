import * as path from 'node:path';
import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import { Disposable } from '../shared/disposable';
import { MadeTexts } from '../shared/made-texts';

const SCHEME = 'seccomp-lens-kept';

/** The originals that the store keeps, as documents to be read beside the file. */
export class KeptTexts extends Disposable {
  readonly #texts = this.register(new MadeTexts(SCHEME));

  /** Shows an original beside its file, or alone where the file is gone. */
  async show(file: vscode.Uri, original: string, alone: boolean): Promise<void> {
    const kept = file.with({ scheme: SCHEME });
    this.#texts.set(kept, original);
    const name = oneLine(path.basename(file.fsPath));
    if (alone) await vscode.commands.executeCommand('vscode.open', kept);
    else {
      const title = vscode.l10n.t('{0}: kept original ↔ now', name);
      await vscode.commands.executeCommand('vscode.diff', kept, file, title);
    }
  }
}
