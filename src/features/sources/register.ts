import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { plain } from '../shared/notify';
import { SourcesView } from './view';

/** Of a command line, in characters. */
const STATUS_MAX = 60;

/** What is watched, and what a person does about it. */
export function registerSources(lens: Lens): void {
  const { watchers } = lens;
  const { registerCommand, executeCommand } = vscode.commands;
  const pause = async (row: unknown, paused: boolean) => {
    const id = idOf(row);
    if (watchers.has(id)) await watchers.setPaused(id, paused);
  };
  const withLog = async (row: unknown, command: string) => {
    const id = idOf(row);
    if (watchers.byId(id)?.kind === 'log') await executeCommand(command, vscode.Uri.file(id));
  };
  lens.context.subscriptions.push(
    new SourcesView(lens),
    registerCommand('seccompLens.pauseSource', (row: unknown) => pause(row, true)),
    registerCommand('seccompLens.resumeSource', (row: unknown) => pause(row, false)),
    registerCommand('seccompLens.followKernelLog', async () => {
      if (!vscode.workspace.isTrusted) {
        const sentence = vscode.l10n.t(
          'Nothing is started in a workspace that is not trusted. The kernel log is followed once you trust it.',
        );
        void vscode.window.showInformationMessage(sentence);
      }
      await watchers.byId('kernel')?.setPaused(false);
      await executeCommand('seccompLens.sources.focus');
    }),
    registerCommand('seccompLens.stopKernelLog', () => watchers.byId('kernel')?.setPaused(true)),
    registerCommand('seccompLens.removeSource', (row: unknown) =>
      withLog(row, 'seccompLens.stopWatching'),
    ),
    registerCommand('seccompLens.openSource', (row: unknown) => withLog(row, 'vscode.open')),
    registerCommand('seccompLens.openSourceSetting', () =>
      executeCommand('workbench.action.openSettings', 'seccompLens.watchTerminals'),
    ),
    registerCommand('seccompLens.copyRemedy', async (row: unknown) => {
      const remedy = watchers.byId(idOf(row))?.remedy;
      if (remedy === undefined || remedy === null) return;
      await vscode.env.clipboard.writeText(remedy);
      // All of it stands in the row's tooltip: one for auditd is longer than the status bar.
      const shown = plain(remedy, STATUS_MAX);
      const message = vscode.l10n.t('Copied. Run it in a terminal: {0}', shown);
      vscode.window.setStatusBarMessage(message, 5000);
    }),
  );
}

/** @param row of the view, or a source's id */
function idOf(row: unknown): string {
  if (typeof row === 'string') return row;
  const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : null;
  return typeof id === 'string' ? id : '';
}
