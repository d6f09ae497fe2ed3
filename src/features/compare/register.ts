import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { Reports } from './reports';

/** What a change means: an action in Source Control and in the palette. */
export function registerCompare(lens: Lens): void {
  const reports = new Reports();
  lens.context.subscriptions.push(
    reports,
    vscode.commands.registerCommand('seccompLens.comparePolicy', async (...given: unknown[]) => {
      const { comparePolicy } = await import('./command');
      await comparePolicy(given, lens, reports);
    }),
  );
}
