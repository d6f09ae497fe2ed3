import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';

/**
 * Text that may hold words of a log, made fit for a notification: one line, and no `](`, since
 * notifications make a link of `[x](command:…)` and a click on it runs the command.
 */
export function plain(text: string, max = 300): string {
  return oneLine(text, max).replaceAll('](', '] (');
}

/** Shows an error and, on request, the log that has the whole of it. */
export async function sayError(log: vscode.LogOutputChannel, message: string): Promise<void> {
  log.error(message);
  const showLog = vscode.l10n.t('Show Output');
  if ((await vscode.window.showErrorMessage(plain(message), showLog)) === showLog) log.show();
}

/** What an error says, without its class. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
