import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { NumberHints } from './number-hints';

/** Inlay hints in allowlists; off unless a setting asks for them. */
export function registerInlay(lens: Lens): void {
  const hints = new NumberHints(lens);
  lens.context.subscriptions.push(
    hints,
    vscode.languages.registerInlayHintsProvider({ language: 'rust', scheme: 'file' }, hints),
  );
}
