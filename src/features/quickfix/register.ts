import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { FindingFixes } from './finding-fixes';
import { TrapFixes } from './provider';
import { EXPLAIN_COMMAND, explainNoFix, REVEAL_COMMAND, revealFix } from './commands';

/** Quick fixes, in Rust sources and in logs. */
export function registerQuickFix(lens: Lens): void {
  lens.context.subscriptions.push(
    // Logs come in any language, since any file can be watched; the provider looks at the line.
    vscode.languages.registerCodeActionsProvider(
      [{ scheme: 'file' }, { scheme: 'untitled' }],
      new TrapFixes(lens),
      TrapFixes.metadata,
    ),
    vscode.languages.registerCodeActionsProvider(
      ['rust', 'json', 'jsonc'].map((language) => ({ language, scheme: 'file' })),
      new FindingFixes(lens),
      FindingFixes.metadata,
    ),
    vscode.commands.registerCommand(REVEAL_COMMAND, revealFix),
    vscode.commands.registerCommand(EXPLAIN_COMMAND, explainNoFix),
  );
}
