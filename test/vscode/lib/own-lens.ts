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
