import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { TASK_TYPE } from './definition';
import { TaskProblems } from './problems';
import { CommandTasks } from './provider';
import { TaskSource } from './source';

/** Sees refused calls in the output of tasks, of our own type and of others. */
export function registerTasks(lens: Lens): void {
  const source = new TaskSource(lens);
  lens.watchers.add(source);
  lens.context.subscriptions.push(
    vscode.tasks.registerTaskProvider(TASK_TYPE, new CommandTasks(source)),
    new TaskProblems(lens, source),
    vscode.commands.registerCommand('seccompLens.watchTask', async () => {
      const { watchTask } = await import('./watch-task');
      await watchTask(lens);
    }),
  );
}
