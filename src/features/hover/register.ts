import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { LogHover } from './log-hover';
import { RustHover } from './rust-hover';

/** Explanations under the pointer, in logs and in Rust sources. */
export function registerHover(lens: Lens): void {
  lens.context.subscriptions.push(
    // Any file can be watched as a log, whatever its language; the provider looks at the line.
    vscode.languages.registerHoverProvider(
      [{ scheme: 'file' }, { scheme: 'untitled' }],
      new LogHover(lens),
    ),
    vscode.languages.registerHoverProvider({ language: 'rust' }, new RustHover(lens)),
  );
}
