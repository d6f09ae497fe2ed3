import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { archOfNode } from '../../core/abi/arch';
import type { Arch } from '../../core/abi/types';
import { Choices } from './choices';
import { Ignored } from './ignored';
import { PolicyStore } from './policy-store';
import { Progress } from './progress';
import { ToldLines } from './told-lines';
import { TrapStore } from './trap-store';
import { Turns } from './turns';
import { Verdicts } from './verdicts';
import { Watchers } from './watchers';

/** What the features share: everything else they keep to themselves. */
export interface Lens {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly traps: TrapStore;
  readonly policies: PolicyStore;
  /** Which traps need somebody, and what can be done about them. */
  readonly verdicts: Verdicts;
  /** The traps that nobody is to be asked about. */
  readonly ignored: Ignored;
  /** Which list was taken for a thread, where several could be meant. */
  readonly choices: Choices;
  /** What a diagnosis tells of its steps. */
  readonly progress: Progress;
  /** The sources that are watched. */
  readonly watchers: Watchers;
  /** For works that take milliseconds each. */
  readonly turns: Turns;
  /** What those that see all of an output have told of since the last task began. */
  readonly told: ToldLines;
  /** The table for numbers that name no architecture: this machine's. */
  readonly arch: Arch;
}

export function createLens(context: vscode.ExtensionContext): Lens {
  const log = vscode.window.createOutputChannel('Seccomp Lens', { log: true });
  const arch = archOfNode(os.arch()) ?? 'x86_64';
  const traps = new TrapStore();
  const turns = new Turns();
  const wasm = path.join(context.extensionPath, 'dist');
  const policies = new PolicyStore(wasm, () => arch, log, turns);
  // A lens of the tests has none.
  const memento = context.workspaceState as vscode.Memento | undefined;
  const ignored = new Ignored(memento);
  const choices = new Choices(memento);
  const verdicts = new Verdicts(traps, policies, turns, { ignored, choices, log });
  const progress = new Progress();
  const watchers = new Watchers(memento);
  context.subscriptions.push(log, turns, traps, policies, ignored, verdicts, progress, watchers);
  context.subscriptions.push(
    traps.onDidClear(() => {
      progress.forget();
    }),
  );
  const told = new ToldLines();
  return {
    context,
    log,
    traps,
    policies,
    verdicts,
    ignored,
    choices,
    progress,
    watchers,
    turns,
    told,
    arch,
  };
}
