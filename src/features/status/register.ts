import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';

/** One quiet item in the status bar: there only while a refused call needs an answer. */
export function registerStatus(lens: Lens): void {
  const item = vscode.window.createStatusBarItem(
    'seccompLens.status',
    vscode.StatusBarAlignment.Left,
    // Behind the problem counts, before what languages say of themselves.
    10,
  );
  item.name = vscode.l10n.t('Seccomp Lens: refused calls');
  item.command = 'seccompLens.traps.focus';
  const update = () => {
    show(item, lens.verdicts.openCount);
  };
  lens.context.subscriptions.push(item, lens.verdicts.onDidChange(update));
  update();
}

function show(item: vscode.StatusBarItem, open: number): void {
  if (open === 0) {
    item.hide();
    return;
  }
  const words =
    open === 1
      ? vscode.l10n.t('1 system call refused by seccomp needs an answer')
      : vscode.l10n.t('{0} system calls refused by seccomp need an answer', open);
  item.text = `$(shield) ${vscode.l10n.t('{0} refused', open)}`;
  item.tooltip = `${words}. ${vscode.l10n.t('Click to show them.')}`;
  item.accessibilityInformation = { label: words, role: 'button' };
  item.show();
}
