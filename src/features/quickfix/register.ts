import * as vscode from 'vscode';
import { once } from '../../core/policy/once';
import type { Lens } from '../shared/lens';
import { EXPLAIN_COMMAND, explainNoFix, REVEAL_COMMAND, revealFix } from './commands';

const QUICK_FIXES: vscode.CodeActionProviderMetadata = {
  providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
};

/** Quick fixes, in Rust sources and in logs; loaded with the first question for one. */
export function registerQuickFix(lens: Lens): void {
  const traps = once(async () => {
    const { TrapFixes } = await import('./provider');
    return new TrapFixes(lens);
  });
  const findings = once(async () => {
    const { FindingFixes } = await import('./finding-fixes');
    return new FindingFixes(lens);
  });
  lens.context.subscriptions.push(
    // Logs come in any language, since any file can be watched; the provider looks at the line.
    vscode.languages.registerCodeActionsProvider(
      [{ scheme: 'file' }, { scheme: 'untitled' }],
      {
        provideCodeActions: async (document, range, context) =>
          (await traps()).provideCodeActions(document, range, context),
        resolveCodeAction: async (action) => (await traps()).resolveCodeAction(action),
      },
      QUICK_FIXES,
    ),
    vscode.languages.registerCodeActionsProvider(
      ['rust', 'json', 'jsonc'].map((language) => ({ language, scheme: 'file' })),
      {
        provideCodeActions: async (document, range, context) =>
          (await findings()).provideCodeActions(document, range, context),
        resolveCodeAction: async (action) => (await findings()).resolveCodeAction(action),
      },
      QUICK_FIXES,
    ),
    vscode.commands.registerCommand(REVEAL_COMMAND, (uri?: unknown, line?: unknown) =>
      revealFix(lens, uri, line),
    ),
    vscode.commands.registerCommand(EXPLAIN_COMMAND, explainNoFix),
  );
}
