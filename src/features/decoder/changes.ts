import * as path from 'node:path';
import * as vscode from 'vscode';
import { applyEdits } from '../../core/text/edits';
import { oneLine } from '../../core/text/untrusted';
import { Disposable } from '../shared/disposable';
import { MadeTexts } from '../shared/made-texts';
import { type OfferedRemedy, remedyId } from '../shared/offers';

const SCHEME = 'seccomp-lens-change';

/** A source as a remedy would leave it, beside the source: the editor's own diff. */
export class Changes extends Disposable {
  readonly #texts = this.register(new MadeTexts(SCHEME));

  async show(offered: OfferedRemedy): Promise<void> {
    const { source, remedy } = offered;
    const { uri } = source;
    const changed = uri.with({ scheme: SCHEME, authority: '', query: remedyId(offered) });
    this.#texts.set(changed, applyEdits(source.policy.text, remedy.edits));
    const title = vscode.l10n.t('{0}: {1}', oneLine(path.posix.basename(uri.path)), remedy.title);
    const at = new vscode.Position(remedy.line - 1, 0);
    const selection = new vscode.Range(at, at);
    await vscode.commands.executeCommand('vscode.diff', uri, changed, title, { selection });
  }
}
