import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';

/**
 * Text that may hold words of a log, made fit for a notification, a menu or the status bar: one line;
 * no `](`, since notifications make a link of `[x](command:…)` and a click on it runs the command; and
 * no `$(`, with which menus and the status bar draw an icon such as the one that says all is well.
 */
export function plain(text: string, max = 300): string {
  return oneLine(text, max).replaceAll('](', '] (').replaceAll('$(', '$ (');
}

/** Text that may hold words of a log, made fit for a row to pick: one line, and no `$(icon)`. */
export function inPick(text: string, max = 120): string {
  return oneLine(text, max).replaceAll('$(', '\\$(');
}

/** A file by its path in the workspace, as one line: all but `/` may be in the name of one. */
export function shownFile(file: vscode.Uri | string): string {
  return oneLine(vscode.workspace.asRelativePath(file), PATH_MAX);
}

/** The same for a row to pick. */
export function fileInPick(file: vscode.Uri | string): string {
  return inPick(vscode.workspace.asRelativePath(file), PATH_MAX);
}

/** A path longer than this is no help to anybody. */
const PATH_MAX = 400;

/**
 * Shows an error and, on request, the log. Nobody waits for it: a notification can stand for hours,
 * and what has failed is over.
 */
export function sayError(log: vscode.LogOutputChannel, message: string): void {
  log.error(message);
  const showLog = vscode.l10n.t('Show Output');
  void vscode.window.showErrorMessage(plain(message), showLog).then((answer) => {
    if (answer === showLog) log.show();
  });
}

/** What an error says, without its class. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
