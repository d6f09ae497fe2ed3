import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { PasteCommands } from './commands';

/** Decodes what a person points at: a selection, a file, the clipboard. */
export function registerPaste(lens: Lens): void {
  const commands = new PasteCommands(lens);
  const { registerCommand } = vscode.commands;
  lens.context.subscriptions.push(
    commands,
    registerCommand('seccompLens.decodeSelection', () => commands.selection()),
    registerCommand('seccompLens.decodeFile', () => commands.file()),
    registerCommand('seccompLens.decodeClipboard', () => commands.clipboard()),
  );
}
