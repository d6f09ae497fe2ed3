import * as vscode from 'vscode';
import { once } from '../../core/policy/once';
import type { Lens } from '../shared/lens';

/** Decodes what a person points at: a selection, a file, the clipboard. */
export function registerPaste(lens: Lens): void {
  const { subscriptions } = lens.context;
  const { registerCommand } = vscode.commands;
  const commands = once(async () => {
    const { PasteCommands } = await import('./commands');
    const made = new PasteCommands(lens);
    subscriptions.push(made);
    return made;
  });
  subscriptions.push(
    registerCommand('seccompLens.decodeSelection', async () => (await commands()).selection()),
    registerCommand('seccompLens.decodeFile', async () => (await commands()).file()),
    registerCommand('seccompLens.decodeClipboard', async () => (await commands()).clipboard()),
  );
}
