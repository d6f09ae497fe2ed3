import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { openEvidence } from './evidence';
import { LogExcerpts } from './excerpts';
import { fixTrap } from './fix';
import { trapOf } from './nodes';
import { TrapsView } from './view';

/** What was refused, where it was seen, and the way to an answer. */
export function registerTraps(lens: Lens): void {
  const { registerCommand } = vscode.commands;
  const excerpts = new LogExcerpts();
  lens.context.subscriptions.push(
    excerpts,
    new TrapsView(lens),
    // The first one is looked at unasked; those after it never take its place.
    lens.traps.onDidArrive((trap) => {
      if (!lens.traps.focus) lens.traps.setFocus(trap);
    }),
    registerCommand('seccompLens.clearTraps', () => {
      lens.traps.clear();
    }),
    registerCommand('seccompLens.showTrap', async (target: unknown) => {
      lens.traps.setFocus(trapOf(lens.traps, target));
      // A look at it, with the keyboard left where it is: often on the next row.
      const options = { preserveFocus: true };
      await vscode.commands.executeCommand('seccompLens.decoder.focus', options);
    }),
    registerCommand('seccompLens.fixTrap', (target?: unknown, remedy?: unknown) =>
      fixTrap(lens, target, remedy),
    ),
    registerCommand('seccompLens.openEvidence', (target: unknown) =>
      openEvidence(lens, excerpts, target),
    ),
    registerCommand('seccompLens.showLog', () => {
      lens.log.show();
    }),
  );
}
