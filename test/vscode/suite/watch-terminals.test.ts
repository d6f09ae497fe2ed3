import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { trap, traps, trapSeen } from '../lib/model';
import { allArrived, MANY, numbered, recordsOf } from '../lib/numbered';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { eventually, extension, TestFolder } from '../lib/workspace';

suite('terminals', () => {
  let folder: TestFolder;
  let terminal: vscode.Terminal;

  setup(async () => {
    folder = await TestFolder.create('terminals');
    terminal = vscode.window.createTerminal({ name: 'my-vmm', shellPath: '/bin/bash' });
  });

  teardown(async () => {
    terminal.dispose();
    await folder.remove();
  });

  test('records of a real kernel that a shell prints are traps of that terminal', async () => {
    const { extensionPath } = await extension();
    await print(path.join(extensionPath, 'test/fixtures/records/kernel.log'));
    const ioctl = await trap('ioctl of vcpu0', ({ title, comm }) => {
      return title === 'ioctl' && comm === 'vcpu0';
    });
    assert.deepEqual(ioctl.origins, ['terminal my-vmm']);
  });

  test('the lines of Hyperlight, NULs and all, name the request', async () => {
    await print((await folder.write('stderr', hyperlightIoctl(0xae03))).fsPath);
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)');
  });

  test(`${MANY} numbered records, nothing twice, nothing lost`, async () => {
    const before = await recordsOf('terminals');
    await print((await folder.write('many', numbered(MANY))).fsPath);
    await allArrived(MANY, 'terminals', before);
  });

  test('switched off, a command is not read; switched on, the next one is', async () => {
    const watched = vscode.workspace.getConfiguration('seccompLens');
    const first = await folder.write('first', auditRecord({ syscall: 318 }));
    const second = await folder.write('second', auditRecord({ syscall: 39, serial: 8 }));
    try {
      await watched.update('watchTerminals', false, vscode.ConfigurationTarget.Workspace);
      await print(first.fsPath);
    } finally {
      await watched.update('watchTerminals', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await print(second.fsPath);
    await trapSeen('getpid');
    assert.deepEqual(
      (await traps()).map(({ title }) => title),
      ['getpid'],
    );
  });

  /**
   * Has a command of the shell print a file, and waits until the command has ended. It goes on for a
   * moment after the last line, as a runner does whose program was killed: VS Code 1.100 loses the
   * output of a command whose whole output and end arrive in one read of the terminal.
   */
  async function print(file: string): Promise<void> {
    const shell = await eventually('shell integration', () => terminal.shellIntegration);
    await new Promise<void>((resolve) => {
      const ended = vscode.window.onDidEndTerminalShellExecution((event) => {
        if (event.execution !== execution) return;
        ended.dispose();
        resolve();
      });
      const execution = shell.executeCommand(`cat '${file}' && sleep 0.5`);
    });
  }
});
