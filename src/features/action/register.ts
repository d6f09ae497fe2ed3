import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import { ActionChanges } from './code-actions';
import { RESTORE_COMMAND, restoreCommand, SET_COMMAND, setCommand } from './commands';
import { KeptTexts } from './kept-texts';
import { offerLeftovers } from './leftovers';
import { LogWarning } from './status';

/** The mismatch action of a filter: to set it, to be warned of Log, and to come back. */
export function registerAction(lens: Lens): void {
  const texts = new KeptTexts();
  lens.context.subscriptions.push(
    texts,
    new LogWarning(lens),
    vscode.commands.registerCommand(SET_COMMAND, setCommand(lens)),
    vscode.commands.registerCommand(RESTORE_COMMAND, restoreCommand(lens, texts)),
    vscode.languages.registerCodeActionsProvider(
      { language: 'rust', scheme: 'file' },
      new ActionChanges(lens),
      ActionChanges.metadata,
    ),
  );
  offerLeftovers(lens, texts).catch((error: unknown) => {
    lens.log.error(messageOf(error));
  });
}
