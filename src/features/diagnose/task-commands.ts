import * as path from 'node:path';
import * as vscode from 'vscode';
import { lineOfWords, shellWord } from '../../core/text/shell-word';
import type { ChosenCommand } from './command-pick';

/** A task of the workspace that is one command. */
export interface TaskCommand extends ChosenCommand {
  readonly name: string;
}

/** The workspace's tasks that are one command, known whole; none where they cannot be had. */
export async function taskCommands(): Promise<readonly TaskCommand[]> {
  const tasks = await vscode.tasks.fetchTasks().then(
    (found) => found,
    () => [],
  );
  return tasks.flatMap((task) => commandOfTask(task) ?? []);
}

function commandOfTask({ name, execution, scope }: vscode.Task): TaskCommand | null {
  if (!execution || execution instanceof vscode.CustomExecution) return null;
  const line = lineOf(execution);
  const { cwd, env = {} } = execution.options ?? {};
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  const known = inFolder(line, folder);
  const place = inFolder(cwd ?? '', folder);
  const values = Object.values(env).map((text) => inFolder(text, folder));
  // What the editor alone can fill in, such as an input, is not asked for twice.
  if (known === null || known === '' || place === null || values.includes(null)) return null;
  if (!folder && place !== '' && !path.isAbsolute(place)) return null;
  // The editor takes a relative one from the task's folder too.
  const at = place === '' ? null : path.resolve(folder?.uri.fsPath ?? '', place);
  const filled = Object.keys(env).map((key, nth): [string, string] => [key, values[nth] ?? '']);
  return { name, line: known, cwd: at, env: Object.fromEntries(filled) };
}

/** Null where a variable is left in it. */
function inFolder(text: string, folder: vscode.WorkspaceFolder | undefined): string | null {
  const filled = folder
    ? text.replaceAll(/\$\{workspace(?:Folder|Root)\}/g, () => folder.uri.fsPath)
    : text;
  return filled.includes('${') ? null : filled;
}

function lineOf(execution: vscode.ProcessExecution | vscode.ShellExecution): string {
  if (execution instanceof vscode.ProcessExecution) {
    return lineOfWords([execution.process, ...execution.args]);
  }
  if (execution.commandLine !== undefined) return execution.commandLine;
  return [execution.command ?? '', ...(execution.args ?? [])].map(taskWord).join(' ');
}

/** As the editor gives it to the shell: what is not quoted by the task keeps its meaning there. */
function taskWord(word: string | vscode.ShellQuotedString): string {
  if (typeof word !== 'string') return shellWord(word.value);
  return /\s/.test(word) ? shellWord(word) : word;
}
