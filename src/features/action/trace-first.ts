import * as vscode from 'vscode';
import type { ActionName } from '../../core/abi/types';
import { probeStrace } from '../../host/diagnose/strace';
import { isPastable, shellWord } from '../../host/shell-word';

/** A row of the menu that does something else than to set an action. */
interface OtherWay {
  readonly label: string;
  readonly description: string;
  readonly run: () => Promise<void>;
}

const DIAGNOSE_COMMAND = 'seccompLens.diagnose';

/**
 * The way without loosening the filter, where there is one: SIGSYS names the call, and strace shows
 * it. Asks strace, so call it only on somebody's click.
 */
export async function withoutLoosening(
  uri: vscode.Uri,
  from: ActionName | null,
): Promise<OtherWay[]> {
  if (from !== 'trap' && from !== 'kill-process') return [];
  if ((await probeStrace()).kind !== 'usable') return [];
  const label = vscode.l10n.t('Leave it as it is, and trace');
  const description = vscode.l10n.t('strace names each refused call; the filter stays in force');
  return [{ label, description, run: () => diagnose(uri) }];
}

async function diagnose(uri: vscode.Uri): Promise<void> {
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes(DIAGNOSE_COMMAND)) {
    await vscode.commands.executeCommand(DIAGNOSE_COMMAND, uri);
    return;
  }
  if (!isPastable(uri.fsPath)) {
    throw new Error(
      vscode.l10n.t('The name of this file is not fit to be pasted into a terminal.'),
    );
  }
  const line = `seccomp-lens diagnose --source ${shellWord(uri.fsPath)} -- `;
  await vscode.env.clipboard.writeText(line);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The command line is copied: add the command that fails, and run it.'),
  );
}
