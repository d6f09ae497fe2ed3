import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { plain } from '../shared/notify';
import { RESTORE_COMMAND } from './command-names';

/** In the status bar, while some filter of the workspace is on Log: it confines nobody. */
export class LogWarning extends Disposable {
  readonly #item = this.register(
    vscode.window.createStatusBarItem(
      'seccompLens.onLog',
      vscode.StatusBarAlignment.Left,
      // Before the refused calls: it is the graver of the two.
      11,
    ),
  );

  constructor(private readonly lens: Lens) {
    super();
    this.#item.name = vscode.l10n.t('Seccomp Lens: filters on Log');
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.register(
      lens.policies.onDidChange(() => {
        this.#show();
      }),
    );
    this.#show();
  }

  #show(): void {
    const sources = this.lens.policies.sources.filter(
      ({ policy, ask }) => ask.filtersOnLog(policy).length > 0,
    );
    const [first] = sources;
    if (!first) {
      this.#item.hide();
      return;
    }
    const names = sources.map(({ uri }) => plain(vscode.workspace.asRelativePath(uri)));
    const words = vscode.l10n.t('A seccomp filter only logs: {0}', names.join(', '));
    this.#item.text = `$(warning) ${vscode.l10n.t('Seccomp on Log')}`;
    this.#item.tooltip = `${words}. ${vscode.l10n.t('Click to restore its action.')}`;
    this.#item.accessibilityInformation = { label: words, role: 'button' };
    this.#item.command = {
      command: RESTORE_COMMAND,
      title: vscode.l10n.t('Restore'),
      arguments: [first.uri],
    };
    this.#item.show();
  }
}
