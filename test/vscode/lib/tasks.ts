import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './workspace';

/** The `.vscode/tasks.json` of the test workspace, for one test. */
export class TasksFile {
  readonly path = path.join(
    vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '',
    '.vscode/tasks.json',
  );

  /** @param tasks as they are written into the file */
  async write(tasks: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await writeFile(this.path, JSON.stringify({ version: '2.0.0', tasks }, null, 2));
  }

  read(): Promise<string> {
    return readFile(this.path, 'utf8');
  }

  /** The task of this name, once the editor has read the file. */
  task(name: string): Promise<vscode.Task> {
    return eventually(`task ${name}`, async () => {
      const tasks = await vscode.tasks.fetchTasks();
      return tasks.find((task) => task.name === name);
    });
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Runs a task to its end. @returns its exit status, as the editor has it */
export async function run(task: vscode.Task): Promise<number | undefined> {
  return (await start(task)).ended;
}

/** Starts a task. */
export async function start(
  task: vscode.Task,
): Promise<{ execution: vscode.TaskExecution; ended: Promise<number | undefined> }> {
  let execution: vscode.TaskExecution | null = null;
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution !== execution && event.execution.task.name !== task.name) return;
      listener.dispose();
      resolve(event.exitCode);
    });
  });
  execution = await vscode.tasks.executeTask(task);
  assert.ok(execution);
  return { execution, ended };
}
