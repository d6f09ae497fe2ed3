import type * as vscode from 'vscode';
import { createLens, type Lens } from '../../../src/features/shared/lens';
import { extension } from './workspace';

/**
 * A lens of the test's own beside the extension's: for what a person does between two calls of the
 * editor, which the editor's commands make at once.
 */
export async function ownLens(): Promise<Lens> {
  const { extensionPath } = await extension();
  const subscriptions: vscode.Disposable[] = [];
  return createLens({ extensionPath, subscriptions } as unknown as vscode.ExtensionContext);
}

/** Lets go of all that such a lens holds, but for its log: channels of one name are one channel. */
export function disposeLens({ context, log }: Lens): void {
  for (const it of context.subscriptions) if (it !== log) it.dispose();
}
