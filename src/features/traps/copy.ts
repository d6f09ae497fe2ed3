import * as vscode from 'vscode';
import { copied, type CopyForm } from '../../core/traps/copied';
import type { Trap } from '../../core/traps/trap';

/** `seccompLens.copyTrapAs…`: puts traps with their evidence on the clipboard. */
export async function copyTraps(traps: readonly Trap[], form: CopyForm): Promise<void> {
  if (traps.length === 0) return;
  await vscode.env.clipboard.writeText(copied(traps, form));
  const words =
    traps.length === 1
      ? vscode.l10n.t('Trap copied.')
      : vscode.l10n.t('{0} traps copied.', traps.length);
  vscode.window.setStatusBarMessage(words, 3000);
}
