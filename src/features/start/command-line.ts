import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { shellWord } from '../../core/text/shell-word';
import { putFile } from '../../host/durable-file';

const NAME = 'seccomp-lens';

/**
 * Opens a terminal in which `seccomp-lens` is a command: the one that this extension brings, run by
 * the editor's own Node.js. It stands in the extension's storage, and only this terminal finds it.
 * @throws Error with one sentence
 */
export async function openCommandLine(context: vscode.ExtensionContext): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Error(vscode.l10n.t('No terminal is opened in a workspace that is not trusted.'));
  }
  const folder = path.join(context.globalStorageUri.fsPath, 'bin');
  const script = path.join(folder, NAME);
  const cli = path.join(context.extensionPath, 'dist', 'cli.js');
  const line = `exec ${shellWord(process.execPath)} ${shellWord(cli)} "$@"`;
  await mkdir(folder, { recursive: true });
  const text = `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 ${line}\n`;
  await putFile(script, Buffer.from(text), { mode: 0o755 });
  const found = [folder, process.env['PATH']].filter(Boolean).join(path.delimiter);
  const terminal = vscode.window.createTerminal({
    name: NAME,
    iconPath: new vscode.ThemeIcon('shield'),
    env: { PATH: found },
  });
  terminal.show();
  terminal.sendText(`${NAME} --help`);
}
