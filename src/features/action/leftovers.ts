import * as vscode from 'vscode';
import { SourceStore, type Leftover } from '../../host/store/store';
import type { Lens } from '../shared/lens';
import { messageOf, plain, sayError } from '../shared/notify';
import type { KeptTexts } from './kept-texts';
import { restoreAction } from './restore';
import { BY } from './set';

/**
 * Offers what was loosened before this window and never restored: of this workspace's files, one
 * notification each. Reads the store and these files, and writes only on a click.
 */
export async function offerLeftovers(lens: Lens, texts: KeptTexts): Promise<void> {
  const { leftovers, problems } = await new SourceStore().leftovers();
  for (const problem of problems) lens.log.warn(problem);
  for (const leftover of leftovers) {
    const uri = vscode.Uri.file(leftover.source);
    if (!vscode.workspace.getWorkspaceFolder(uri)) {
      lens.log.warn(`${leftover.source} is still as ${leftover.by} changed it`);
      continue;
    }
    void offer(lens, texts, uri, leftover);
    // The status bar is to warn of it also where no view has asked for the policies.
    await lens.policies.discover();
  }
}

async function offer(
  lens: Lens,
  texts: KeptTexts,
  uri: vscode.Uri,
  { state, by }: Leftover,
): Promise<void> {
  const name = plain(vscode.workspace.asRelativePath(uri));
  const message =
    state === 'gone'
      ? vscode.l10n.t('{0} was changed by {1}, and is gone; its original is kept.', name, plain(by))
      : vscode.l10n.t(
          'The filter of {0} is still as {1} left it, and was never restored.',
          name,
          plain(by),
        );
  const [restore, both, keep] = [
    vscode.l10n.t('Restore'),
    vscode.l10n.t('Show Both'),
    vscode.l10n.t('Keep'),
  ];
  const answers = state === 'gone' ? [both, keep] : [restore, both, keep];
  const answer = await vscode.window.showWarningMessage(message, ...answers);
  try {
    const store = new SourceStore();
    if (answer === restore) await restoreAction(uri, texts);
    if (answer === keep) await store.holding(uri.fsPath, BY, (hold) => hold.forget());
    if (answer !== both) return;
    const record = await store.kept(uri.fsPath);
    if (!record) return;
    const original = new TextDecoder('utf-8').decode(record.original.bytes);
    await texts.show(uri, original, state === 'gone');
  } catch (error) {
    sayError(lens.log, messageOf(error));
  }
}
