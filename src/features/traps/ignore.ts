import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { trapTitle } from '../../core/traps/words';
import type { Lens } from '../shared/lens';
import { inPick, plain } from '../shared/notify';
import { keyOf } from './nodes';

/** `seccompLens.ignoreTrap`: nobody is asked about them from now on, in this workspace. */
export async function ignoreTraps({ ignored }: Lens, traps: readonly Trap[]): Promise<void> {
  const [first] = traps;
  if (!first) return;
  for (const trap of traps) await ignored.add(trap);
  const undo = vscode.l10n.t('Undo');
  const message =
    traps.length === 1
      ? vscode.l10n.t('{0} is ignored in this workspace.', oneLine(trapTitle(first), 100))
      : vscode.l10n.t('{0} traps are ignored in this workspace.', traps.length);
  // The command is over: a notification can stand for hours.
  void vscode.window.showInformationMessage(plain(message), undo).then((answer) => {
    if (answer === undo) void ignored.remove(traps.map(({ key }) => key));
  });
}

/** `seccompLens.stopIgnoringTrap`: it needs an answer again. */
export async function stopIgnoringTrap({ ignored, traps }: Lens, target: unknown): Promise<void> {
  const key = keyOf(target) ?? traps.focus?.key;
  if (key === undefined) return;
  const trap = traps.byKey(key);
  await ignored.remove([key, ...(trap ? [trap.key, ...(trap.parts ?? [])] : [])]);
}

/** `seccompLens.manageIgnored`: all that are ignored; those whose tick is taken away are so no more. */
export async function manageIgnored({ ignored }: Lens): Promise<void> {
  if (ignored.all.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No trap is ignored here.'));
    return;
  }
  const items = ignored.all.map(({ key, title, comm }) => ({
    key,
    label: inPick(title, 100),
    description: comm === null ? '' : vscode.l10n.t('thread {0}', inPick(comm, 40)),
    picked: true,
  }));
  const kept = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Ignored Traps'),
    placeHolder: vscode.l10n.t('Take the tick away from what is to be asked about again'),
    canPickMany: true,
  });
  if (!kept) return;
  const keys = new Set(kept.map(({ key }) => key));
  await ignored.remove(items.map(({ key }) => key).filter((key) => !keys.has(key)));
}
