import * as vscode from 'vscode';
import { isPackage } from '../shared/packages';
import type { TaskSource } from './source';
import { commandLine, isCommand, TASK_TYPE } from './definition';

/** Tasks of the type `seccomp-lens`: any command, in a terminal that is read. */
export class CommandTasks implements vscode.TaskProvider {
  constructor(private readonly source: TaskSource) {}

  /** One for each folder that is a Cargo package; others are written into tasks.json. */
  async provideTasks(): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    const folders = vscode.workspace.workspaceFolders ?? [];
    const tasks = folders.map(async (folder) => {
      if (!(await isPackage(folder))) return [];
      const definition = { type: TASK_TYPE, command: 'cargo', args: ['test'] };
      const task = this.#task(definition, folder, 'cargo test');
      task.group = vscode.TaskGroup.Test;
      return [task];
    });
    return (await Promise.all(tasks)).flat();
  }

  /** @param task of tasks.json: all of it but how it is run */
  resolveTask(task: vscode.Task): vscode.Task {
    return this.#task(task.definition, task.scope ?? vscode.TaskScope.Workspace, task.name);
  }

  #task(
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ): vscode.Task {
    const execution = new vscode.CustomExecution((resolved) =>
      this.#terminal(resolved, scope, name),
    );
    return new vscode.Task(definition, scope, name, TASK_TYPE, execution);
  }

  async #terminal(
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ): Promise<vscode.Pseudoterminal> {
    const { TaskTerminal } = await import('./terminal');
    const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
    return new TaskTerminal(lineOf(definition, folder), this.source.run(name));
  }
}

function lineOf(definition: vscode.TaskDefinition, folder: vscode.WorkspaceFolder | undefined) {
  if (!vscode.workspace.isTrusted) {
    return { reason: vscode.l10n.t('No command is run in a workspace that is not trusted.') };
  }
  if (!isCommand(definition)) {
    return {
      reason: vscode.l10n.t(
        'A task of the type “{0}” has a “command”, and may have “args”, “cwd” and “env”, all of them text.',
        TASK_TYPE,
      ),
    };
  }
  return commandLine(definition, folder?.uri.fsPath ?? process.cwd());
}
