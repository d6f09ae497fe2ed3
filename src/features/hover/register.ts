import * as vscode from 'vscode';
import { once } from '../../core/policy/once';
import type { Lens } from '../shared/lens';

/** Explanations under the pointer, in logs and in Rust sources; loaded with the first of each. */
export function registerHover(lens: Lens): void {
  const logs = once(async () => {
    const { LogHover } = await import('./log-hover');
    return new LogHover(lens);
  });
  const rust = once(async () => {
    const { RustHover } = await import('./rust-hover');
    return new RustHover(lens);
  });
  lens.context.subscriptions.push(
    // Any file can be watched as a log, whatever its language; the provider looks at the line.
    vscode.languages.registerHoverProvider([{ scheme: 'file' }, { scheme: 'untitled' }], {
      provideHover: async (document, position) => (await logs()).provideHover(document, position),
    }),
    vscode.languages.registerHoverProvider(
      { language: 'rust' },
      {
        provideHover: async (document, position) => (await rust()).provideHover(document, position),
      },
    ),
  );
}
