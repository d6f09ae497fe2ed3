import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import type { GivenQuestion } from './given';

/** Where the editor has language models, they can decode a denial and ask what would allow it. */
export function registerTools(lens: Lens): void {
  // Editors without language models have no such namespace.
  const { lm } = vscode as Partial<typeof vscode>;
  if (lm?.registerTool === undefined) return;
  lens.context.subscriptions.push(
    lm.registerTool<{ text?: unknown }>('seccomp-lens_decode', {
      invoke: async ({ input }) => answer((await import('./answers')).decoded(input.text)),
    }),
    lm.registerTool<GivenQuestion>('seccomp-lens_propose', {
      invoke: async ({ input }) => answer(await (await import('./answers')).proposal(lens, input)),
    }),
  );
}

function answer(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
