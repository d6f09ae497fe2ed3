import * as vscode from 'vscode';
import type { Restored } from '../../host/store/restoration';
import { SourceStore } from '../../host/store/store';
import { buildAgain, cargoFolder } from '../shared/cargo';
import { plain } from '../shared/notify';
import type { KeptTexts } from './kept-texts';
import { BY, refuseUntrusted, saved } from './set';

/**
 * Gives a source the action that it had, and says what came of it.
 * @throws Error with one sentence; nothing was written then
 */
export async function restoreAction(uri: vscode.Uri, texts: KeptTexts): Promise<void> {
  refuseUntrusted();
  await saved(uri);
  const restored = await new SourceStore().holding(uri.fsPath, BY, (hold) => hold.restore());
  void say(uri, restored, texts);
}

async function say(uri: vscode.Uri, restored: Restored, texts: KeptTexts): Promise<void> {
  const name = plain(vscode.workspace.asRelativePath(uri));
  const both = vscode.l10n.t('Show Both');
  switch (restored.kind) {
    case 'nothing':
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} holds no change that Seccomp Lens has made.', name),
      );
      return;
    case 'unchanged':
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} has its own action already.', name),
      );
      return;
    case 'restored':
    case 'merged': {
      const message = vscode.l10n.t(
        '{0} has its own action again. What was built meanwhile has the other until it is built again.',
        name,
      );
      const folder = cargoFolder(uri);
      const build = vscode.l10n.t('Build Again');
      const buttons = folder === null ? [] : [build];
      const answer = await vscode.window.showInformationMessage(message, ...buttons);
      if (answer === build && folder !== null) await buildAgain(folder);
      return;
    }
    default: {
      const message =
        restored.kind === 'gone'
          ? vscode.l10n.t('{0} is gone; its original is still kept.', name)
          : vscode.l10n.t(
              '{0} was edited where its action was changed: nothing was written, and the original is still kept.',
              name,
            );
      const answer = await vscode.window.showWarningMessage(message, both);
      if (answer === both) await texts.show(uri, restored.original, restored.kind === 'gone');
    }
  }
}
