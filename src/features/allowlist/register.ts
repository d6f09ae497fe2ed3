import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { messageOf, sayError } from '../shared/notify';
import { AllowlistTree } from './tree';

/** The Allowlist view: what the workspace's filters let through, and what was refused by them. */
export function registerAllowlist(lens: Lens): void {
  const tree = new AllowlistTree(lens);
  lens.context.subscriptions.push(
    tree,
    vscode.window.createTreeView('seccompLens.allowlist', {
      treeDataProvider: tree,
      showCollapseAll: true,
    }),
    vscode.commands.registerCommand('seccompLens.rescanAllowlists', async () => {
      try {
        await lens.policies.rescan();
      } catch (error) {
        sayError(lens.log, vscode.l10n.t('The workspace was not searched: {0}', messageOf(error)));
      }
    }),
  );
}
