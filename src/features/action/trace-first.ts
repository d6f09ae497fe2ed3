import * as vscode from 'vscode';
import type { ActionName } from '../../core/abi/types';
import { probeStrace } from '../../host/diagnose/strace';

/** A row of the menu that does something else than to set an action. */
interface OtherWay {
  readonly label: string;
  readonly description: string;
  readonly run: () => Promise<void>;
}

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
  const run = async () => {
    await vscode.commands.executeCommand('seccompLens.diagnose', uri);
  };
  const description = vscode.l10n.t('strace names each refused call; the filter stays in force');
  return [{ label, description, run }];
}
