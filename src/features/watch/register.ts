import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { WatchCommands } from './commands';
import { DebugConsoleWatcher } from './debug-console';
import { KernelLogWatcher } from './kernel-log';
import { LogFiles } from './log-files';
import { TerminalLinks } from './terminal-links';
import { TerminalWatcher } from './terminals';

/** Sees refused calls where they are printed. A further kind of source is one more watcher here. */
export function registerWatch(lens: Lens): void {
  const terminals = new TerminalWatcher(lens);
  lens.watchers.add(terminals);
  lens.watchers.add(new DebugConsoleWatcher(lens));
  lens.watchers.add(new KernelLogWatcher(lens));
  const files = new LogFiles(lens);
  lens.context.subscriptions.push(
    files,
    new WatchCommands(lens, files),
    vscode.window.registerTerminalLinkProvider(new TerminalLinks(lens, terminals)),
  );
}
