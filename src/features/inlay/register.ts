import * as vscode from 'vscode';
import { once } from '../../core/policy/once';
import type { Lens } from '../shared/lens';

/** Inlay hints in allowlists; off unless a setting asks for them, and loaded then. */
export function registerInlay(lens: Lens): void {
  const changed = new vscode.EventEmitter<void>();
  const isOn = ({ uri }: vscode.TextDocument) =>
    vscode.workspace.getConfiguration('seccompLens', uri).get<boolean>('numberHints', false);
  const hints = once(async () => {
    const { NumberHints } = await import('./number-hints');
    return new NumberHints(lens);
  });
  lens.context.subscriptions.push(
    changed,
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('seccompLens.numberHints')) changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(
      { language: 'rust', scheme: 'file' },
      {
        onDidChangeInlayHints: changed.event,
        provideInlayHints: async (document, range) =>
          isOn(document) ? (await hints()).provideInlayHints(document, range) : [],
      },
    ),
  );
}
