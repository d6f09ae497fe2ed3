import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { CommandLine } from '../../host/terminal-command';

/** The type of our tasks in tasks.json; the manifest describes it to the editor. */
export const TASK_TYPE = 'seccomp-lens';

/** What a task of ours says in tasks.json; its variables are resolved by the editor. */
export interface CommandDefinition extends vscode.TaskDefinition {
  readonly command: string;
  readonly args?: readonly string[];
  /** Relative to the workspace folder. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether a person has written it as it has to be: tasks.json is checked by nobody. */
export function isCommand(definition: vscode.TaskDefinition): definition is CommandDefinition {
  const { command, args, cwd, env } = definition as Readonly<Record<string, unknown>>;
  return (
    typeof command === 'string' &&
    command !== '' &&
    (args === undefined || (Array.isArray(args) && args.every(isText))) &&
    (cwd === undefined || isText(cwd)) &&
    (env === undefined ||
      (typeof env === 'object' && env !== null && Object.values(env).every(isText)))
  );
}

/** The command line of a task of `folder`; the editor's own variables are not handed on to it. */
export function commandLine(definition: CommandDefinition, folder: string): CommandLine {
  const { command, args = [], cwd = '.', env = {} } = definition;
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:VSCODE_|ELECTRON_)/.test(name),
  );
  return {
    command,
    args,
    cwd: path.resolve(folder, cwd),
    env: {
      ...Object.fromEntries(inherited),
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      ...env,
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
