import * as vscode from 'vscode';
import type { DiagnoseResult } from '../../core/diagnose/events';
import { readSource } from '../../host/source-file';
import { Disposable } from '../shared/disposable';
import { refuseOutside, unsavedOf } from '../shared/inside';
import type { Lens } from '../shared/lens';
import { plain, shownFile } from '../shared/notify';
import { CommandPick } from './command-pick';
import { runDiagnosis } from './run';
import { pickSubject } from './source-pick';
import { tellEnd } from './steps';
import { DiagnoseTerminal } from './terminal';
import type { SourceTexts } from './texts';

interface Running {
  readonly terminal: vscode.Terminal;
  readonly stop: () => void;
  /** Settled when the source holds what it is to hold. */
  readonly over: Promise<unknown>;
}

/** Asks what to diagnose and how, runs the loop, and tells how it ended. */
export class Diagnose extends Disposable {
  readonly #commands: CommandPick;
  /** The diagnosis at work: one in a window. */
  #running: Running | null = null;
  #terminal: vscode.Terminal | null = null;

  constructor(
    private readonly lens: Lens,
    private readonly texts: SourceTexts,
  ) {
    super();
    this.#commands = this.register(new CommandPick(lens.context.workspaceState));
  }

  /** @throws Error with one sentence; nothing was started then */
  async start(asked: vscode.Uri | undefined): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      throw new Error(vscode.l10n.t('Nothing is started in a workspace that is not trusted.'));
    }
    if (this.#running) {
      this.#running.terminal.show();
      return;
    }
    const subject = await pickSubject(this.lens, asked);
    if (!subject) return;
    await refuseOutside(subject.source);
    if (!(await isSaved(subject.source))) return;
    const command = await this.#commands.ask();
    // Somebody may have begun another one meanwhile.
    if (command === null || this.#isRunning()) return;
    const before = await readSource(subject.source.fsPath);

    const abort = new AbortController();
    const stop = () => {
      abort.abort();
    };
    const pty = new DiagnoseTerminal(stop);
    // The last one has nothing more to say.
    this.#terminal?.dispose();
    const terminal = vscode.window.createTerminal({
      name: vscode.l10n.t('Diagnose'),
      iconPath: new vscode.ThemeIcon('search-fuzzy'),
      pty,
    });
    this.#terminal = terminal;
    terminal.show(true);
    pty.say(`$ ${command.line}`);
    this.lens.progress.forget();
    const over = withProgress(stop, (progress) =>
      runDiagnosis(subject, command, {
        lens: this.lens,
        texts: this.texts,
        terminal: pty,
        cancel: abort.signal,
        progress,
      }),
    );
    this.#running = { terminal, stop, over };
    const result = await over.finally(() => {
      this.#running = null;
    });
    pty.say(result.message);
    if (result.proof !== null) pty.say(result.proof);
    tellEnd(this.lens, result);
    await this.#report(result, subject.source, before.text);
  }

  /** Stops what is running, and waits until its source is as it is to be. */
  async end(): Promise<void> {
    this.#running?.stop();
    await this.#running?.over.catch(() => undefined);
  }

  override dispose(): void {
    this.#running?.stop();
    super.dispose();
  }

  #isRunning(): boolean {
    return this.#running !== null;
  }

  /** One notification, whose buttons lead to what was changed. */
  async #report(result: DiagnoseResult, source: vscode.Uri, before: string): Promise<void> {
    if (result.status === 'cancelled' && result.restored) return;
    const showChanges = vscode.l10n.t('Show Changes');
    const restore = vscode.l10n.t('Restore');
    const buttons = [
      ...(result.restored ? [] : [restore]),
      ...(result.applied.length > 0 ? [showChanges] : []),
    ];
    const message = plain(
      result.restored
        ? result.message
        : vscode.l10n.t(
            '{0} The filter could not be put back: the source was edited there.',
            result.message,
          ),
    );
    const answer = await (result.status === 'passed'
      ? vscode.window.showInformationMessage(message, ...buttons)
      : vscode.window.showWarningMessage(message, ...buttons));
    if (answer === restore)
      await vscode.commands.executeCommand('seccompLens.restoreAction', source);
    if (answer !== showChanges) return;
    const name = shownFile(source);
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.texts.set(source, 'before', before),
      source,
      vscode.l10n.t('{0} before the diagnosis, and now', name),
    );
  }
}

/** One notification while it runs, with a button to stop it. */
function withProgress(
  stop: () => void,
  work: (progress: (sentence: string) => void) => Promise<DiagnoseResult>,
): Promise<DiagnoseResult> {
  const shown = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Diagnose'),
    cancellable: true,
  };
  return Promise.resolve(
    vscode.window.withProgress(shown, (progress, token) => {
      token.onCancellationRequested(stop);
      return work((sentence) => {
        progress.report({ message: plain(sentence) });
      });
    }),
  );
}

/** The loop works on the file: what the editor holds unsaved must be in it. */
async function isSaved(uri: vscode.Uri): Promise<boolean> {
  const open = await unsavedOf(uri);
  if (!open) return true;
  const save = vscode.l10n.t('Save');
  const name = vscode.workspace.asRelativePath(uri);
  const answer = await vscode.window.showWarningMessage(
    plain(vscode.l10n.t('{0} has changes that are not saved.', name)),
    { modal: true, detail: vscode.l10n.t('The command is built from the file as it is saved.') },
    save,
  );
  return answer === save && open.save();
}
