import * as vscode from 'vscode';
import { once } from '../../core/policy/once';
import { hasKept, storeFolder } from '../../host/store/place';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import { RESTORE_COMMAND, SET_COMMAND } from './command-names';
import { KeptTexts } from './kept-texts';
import { LogWarning } from './status';

/** The mismatch action of a filter: to set it, to be warned of Log, and to come back. */
export function registerAction(lens: Lens): void {
  const texts = new KeptTexts();
  const kind = vscode.CodeActionKind.Refactor.append('seccompLens.action');
  const changes = once(async () => {
    const { ActionChanges } = await import('./code-actions');
    return new ActionChanges(lens, kind);
  });
  lens.context.subscriptions.push(
    texts,
    new LogWarning(lens),
    vscode.commands.registerCommand(SET_COMMAND, async (...given: unknown[]) => {
      const { setCommand } = await import('./commands');
      await setCommand(lens, ...given);
    }),
    vscode.commands.registerCommand(RESTORE_COMMAND, async (uri?: unknown) => {
      const { restoreCommand } = await import('./commands');
      await restoreCommand(lens, texts, uri);
    }),
    vscode.languages.registerCodeActionsProvider(
      { language: 'rust', scheme: 'file' },
      {
        provideCodeActions: async (document, range) =>
          (await changes()).provideCodeActions(document, range),
      },
      { providedCodeActionKinds: [kind] },
    ),
  );
  lookForLeftovers(lens, texts).catch((error: unknown) => {
    lens.log.error(messageOf(error));
  });
}

/** Nothing is kept for most people, and nothing is loaded then. */
async function lookForLeftovers(lens: Lens, texts: KeptTexts): Promise<void> {
  if (!(await hasKept(storeFolder(process.env)))) return;
  const { offerLeftovers } = await import('./leftovers');
  await offerLeftovers(lens, texts);
}
