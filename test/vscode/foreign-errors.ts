import path from 'node:path';
import * as vscode from 'vscode';

type Listener = (error: Error, origin: NodeJS.UncaughtExceptionOrigin) => void;

/**
 * Starts mocha, and keeps from it what the editor's own extensions throw unseen: they run in the
 * same process, and that git's writes to a process which ended as its folder went fails no test.
 * What has a line of ours on its stack, or none of theirs, is mocha's. The rest is printed.
 */
export function sparedForeignErrors<T>(start: () => T): T {
  const before = new Set(process.listeners('uncaughtException'));
  const started = start();
  for (const listener of process.listeners('uncaughtException')) {
    if (before.has(listener)) continue;
    process.off('uncaughtException', listener);
    process.on('uncaughtException', unlessForeign(listener));
  }
  return started;
}

function unlessForeign(listener: Listener): Listener {
  return (error, origin) => {
    if (isForeign(error)) console.error('not of ours:', error);
    else listener(error, origin);
  };
}

function isForeign({ stack = '' }: Error): boolean {
  const theirs = path.join(vscode.env.appRoot, 'extensions') + path.sep;
  const ours = path.dirname(__dirname) + path.sep;
  return stack.includes(theirs) && !stack.includes(ours);
}
