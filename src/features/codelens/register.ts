import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { ListLenses, SHOW_LIST_TRAPS } from './list-lenses';

/** Code lenses above allowlists. */
export function registerCodeLens(lens: Lens): void {
  const lenses = new ListLenses(lens);
  lens.context.subscriptions.push(
    lenses,
    vscode.languages.registerCodeLensProvider(
      ['rust', 'json', 'jsonc'].map((language) => ({ language, scheme: 'file' })),
      lenses,
    ),
    vscode.commands.registerCommand(SHOW_LIST_TRAPS, async (keys?: unknown) => {
      const first: unknown = Array.isArray(keys) ? keys[0] : undefined;
      await vscode.commands.executeCommand('seccompLens.traps.focus', { preserveFocus: true });
      await vscode.commands.executeCommand('seccompLens.showTrap', first);
    }),
  );
}
