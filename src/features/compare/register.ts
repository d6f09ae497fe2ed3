import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { comparePolicy } from './command';
import { Reports } from './reports';

/** What a change means: an action in Source Control and in the palette. */
export function registerCompare(lens: Lens): void {
  const reports = new Reports();
  lens.context.subscriptions.push(
    reports,
    vscode.commands.registerCommand('seccompLens.comparePolicy', (...given: unknown[]) =>
      comparePolicy(given, lens, reports),
    ),
  );
}
