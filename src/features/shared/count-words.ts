import * as vscode from 'vscode';

/** Numbers of things as several features say them. */
export function bytesWords(count: number): string {
  return count === 1 ? vscode.l10n.t('1 byte') : vscode.l10n.t('{0} bytes', count);
}

export function openTrapsWords(count: number): string {
  return count === 1 ? vscode.l10n.t('1 open trap') : vscode.l10n.t('{0} open traps', count);
}
