import type { Lens } from '../shared/lens';
import { WatchCommands } from './commands';
import { LogFiles } from './log-files';
import { TerminalWatcher } from './terminals';

/** Sees refused calls where they are printed. A further kind of source is one more watcher here. */
export function registerWatch(lens: Lens): void {
  lens.watchers.add(new TerminalWatcher(lens));
  const files = new LogFiles(lens);
  lens.context.subscriptions.push(files, new WatchCommands(lens, files));
}
