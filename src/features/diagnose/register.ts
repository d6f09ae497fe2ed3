import * as vscode from 'vscode';
import { once } from '../../core/policy/once';
import { fileIn } from '../shared/inside';
import type { Lens } from '../shared/lens';
import { messageOf, sayError } from '../shared/notify';
import type { Diagnose } from './diagnose';
import { SourceTexts } from './texts';

/**
 * The loop of the tutorial, by itself: `Seccomp Lens: Diagnose…`, loaded when it is first asked for:
 * most windows never diagnose anything.
 * @returns what a window that closes waits for: the running diagnosis ends, its filter put back
 */
export function registerDiagnose(lens: Lens): () => Promise<void> {
  const texts = new SourceTexts();
  let made: Diagnose | null = null;
  const feature = once(async () => {
    const { Diagnose: Feature } = await import('./diagnose');
    made = new Feature(lens, texts);
    lens.context.subscriptions.push(made);
    return made;
  });
  lens.context.subscriptions.push(
    texts,
    vscode.commands.registerCommand('seccompLens.diagnose', async (uri?: unknown) => {
      try {
        await (await feature()).start(fileIn(uri));
      } catch (error) {
        sayError(lens.log, messageOf(error));
      }
    }),
  );
  return async () => made?.end();
}
