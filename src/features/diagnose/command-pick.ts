import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import { Disposable } from '../shared/disposable';
import { inPick } from '../shared/notify';
import { taskCommands } from './task-commands';

const REMEMBERED = 'seccompLens.diagnose.command';
const RECENT = 5;

/** What is run, where, and with what set over the environment. */
export interface ChosenCommand {
  readonly line: string;
  /** Absolute; null where the source tells. */
  readonly cwd: string | null;
  readonly env: Readonly<Record<string, string>>;
}

interface CommandItem extends vscode.QuickPickItem {
  readonly command: ChosenCommand;
}

/** Asks for the command to be diagnosed: the one of last time, one of a terminal, a task, or typed. */
export class CommandPick extends Disposable {
  /** The latest commands of terminals, newest first. */
  #recent: readonly string[] = [];

  constructor(private readonly memory: vscode.Memento) {
    super();
    this.register(
      vscode.window.onDidEndTerminalShellExecution(({ execution: { commandLine } }) => {
        const line = commandLine.value.trim();
        if (line === '' || line.includes('\n')) return;
        this.#recent = [line, ...this.#recent.filter((each) => each !== line)].slice(0, RECENT);
      }),
    );
  }

  /** @returns null where nobody chose one */
  async ask(): Promise<ChosenCommand | null> {
    const pick = vscode.window.createQuickPick<CommandItem>();
    pick.title = vscode.l10n.t('Diagnose: which command is refused?');
    pick.placeholder = vscode.l10n.t('Type a command, or choose one');
    const known = this.#known();
    let tasks: readonly CommandItem[] = [];
    const offer = () => {
      const typed = pick.value.trim();
      const rest = [...known, ...tasks].filter(({ command }) => command.line !== typed);
      const asTyped = { ...itemOf(plainly(typed), vscode.l10n.t('as typed')), alwaysShow: true };
      pick.items = typed === '' ? rest : [asTyped, ...rest];
    };
    offer();
    const chosen = new Promise<ChosenCommand | null>((resolve) => {
      pick.onDidChangeValue(offer);
      pick.onDidAccept(() => {
        const typed = pick.value.trim();
        resolve(pick.selectedItems[0]?.command ?? (typed === '' ? null : plainly(typed)));
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(null);
      });
    });
    pick.show();
    void taskCommands().then((found) => {
      tasks = found
        .filter(({ line }) => !known.some(({ command }) => command.line === line))
        .map(({ name, ...command }) => {
          return itemOf(command, vscode.l10n.t('task {0}', oneLine(name, 60)));
        });
      offer();
    });
    const command = await chosen;
    pick.dispose();
    if (command !== null) await this.memory.update(REMEMBERED, command);
    return command;
  }

  #known(): CommandItem[] {
    const last = this.memory.get<ChosenCommand>(REMEMBERED);
    const recent = this.#recent
      .filter((line) => line !== last?.line)
      .map((line) => itemOf(plainly(line), vscode.l10n.t('from a terminal')));
    return [...(last ? [itemOf(last, vscode.l10n.t('last time'))] : []), ...recent];
  }
}

function plainly(line: string): ChosenCommand {
  return { line, cwd: null, env: {} };
}

function itemOf(command: ChosenCommand, description: string): CommandItem {
  return { label: inPick(command.line, 200), description: inPick(description, 80), command };
}
