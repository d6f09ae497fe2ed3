import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { archOfNode } from '../../core/abi/arch';
import type { Arch } from '../../core/abi/types';
import { PolicyStore } from './policy-store';
import { ToldLines } from './told-lines';
import { TrapStore } from './trap-store';
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
  /** The sources that are watched. */
  readonly watchers: Watchers;
  /** What those that see all of an output have told of since the last task began. */
  readonly told: ToldLines;
  /** The table for numbers that name no architecture: this machine's. */
  readonly arch: Arch;
}

export function createLens(context: vscode.ExtensionContext): Lens {
  const log = vscode.window.createOutputChannel('Seccomp Lens', { log: true });
  const arch = archOfNode(os.arch()) ?? 'x86_64';
  const traps = new TrapStore();
  const policies = new PolicyStore(path.join(context.extensionPath, 'dist'), () => arch, log);
  const verdicts = new Verdicts(traps, policies, log);
  const watchers = new Watchers(context.workspaceState);
  context.subscriptions.push(log, traps, policies, verdicts, watchers);
  const told = new ToldLines();
  return { context, log, traps, policies, verdicts, watchers, told, arch };
}
