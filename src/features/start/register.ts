import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { messageOf, sayError } from '../shared/notify';
import { Readiness } from './readiness';

/** The walkthrough of the manifest, by the name that the editor gives it. */
const WALKTHROUGH = 'seccomp-lens.seccomp-lens#firstTrap';
/** Some trap of this window is let through by now: the walkthrough ticks its fix. */
const FIXED = 'seccompLens.hasFixed';

/** The first minute: the walkthrough, the command line that it ends with, and what the first source is read by. */
export function registerStart(lens: Lens): void {
  const commands: Readonly<Record<string, () => unknown>> = {
    getStarted: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
    openCommandLine: async () => {
      try {
        const { openCommandLine } = await import('./command-line');
        await openCommandLine(lens.context);
      } catch (error) {
        sayError(lens.log, messageOf(error));
      }
    },
  };
  let told = false;
  const tell = () => {
    // Without an allowlist all of a burst's traps are judged, and none is let through.
    if (told || lens.policies.sources.length === 0) return;
    if (!lens.verdicts.judged.some((trap) => lens.verdicts.of(trap).kind === 'allowed')) return;
    told = true;
    void vscode.commands.executeCommand('setContext', FIXED, true);
  };
  lens.context.subscriptions.push(
    new Readiness(lens),
    lens.verdicts.onDidChange(tell),
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`seccompLens.${name}`, run),
    ),
  );
}
