import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { type Held, LoopHolds } from './measures';

interface Searched {
  readonly held: Held;
  /** ms by the clock. */
  readonly wall: number;
}

/** What looking through the workspace took: of the editor alone, then of ours, twice. */
export interface Search {
  readonly editor: Searched;
  readonly first: Searched;
  readonly again: Searched;
}

export async function search(): Promise<Search> {
  const find = () => vscode.workspace.findFiles('**/*.rs', '**/{target,node_modules,.git}/**');
  const rescan = () => vscode.commands.executeCommand('seccompLens.rescanAllowlists');
  // The editor's own code is not new to it then.
  await find();
  return {
    editor: await held(find),
    first: await held(rescan),
    again: await held(rescan),
  };
}

async function held(work: () => Thenable<unknown>): Promise<Searched> {
  const holds = new LoopHolds();
  holds.begin();
  const begun = performance.now();
  await work();
  const wall = performance.now() - begun;
  // What came in the last turn is counted in the next.
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { held: holds.end(), wall };
}
