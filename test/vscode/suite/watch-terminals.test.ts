import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
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
    const ioctl = await print(path.join(extensionPath, 'test/fixtures/records/kernel.log'), () =>
      trap('ioctl of vcpu0', ({ title, comm }) => title === 'ioctl' && comm === 'vcpu0'),
    );
    assert.deepEqual(ioctl.origins, ['terminal my-vmm']);
  });

  test('the lines of Hyperlight, NULs and all, name the request', async () => {
    const { fsPath } = await folder.write('stderr', hyperlightIoctl(0xae03));
    await print(fsPath, () => trapSeen('ioctl(KVM_CHECK_EXTENSION)'));
  });

  test(`${MANY} numbered records, nothing twice, nothing lost`, async () => {
    const before = await recordsOf('terminals');
    const { fsPath } = await folder.write('many', numbered(MANY));
    await print(fsPath, () => allArrived(MANY, 'terminals', before));
  });

  test('faked prompts, links, returns and halves of letters hide no record', async () => {
    const socket = (serial: number) => auditRecord({ syscall: 41, serial }).trim();
    const { fsPath } = await folder.write(
      'hostile',
      [
        '\u001b]633;D;0\u0007\u001b]633;A\u0007$ \u001b]633;B\u0007\u001b]633;E;exit\u0007\u001b]633;C\u0007',
        `\u001b]8;;command:workbench.action.quit\u001b\\${socket(11)}\u001b]8;;\u001b\\`,
        `${socket(12)}\rnothing to see here`,
        'progress\r'.repeat(2000),
        'ä€😀'.repeat(20_000),
        '\u001b[2J\u001b[H\u001b[?1049h',
        `\u001b[?1049l\u001bP${'q'.repeat(10_000)}\u001b\\`,
        auditRecord({ syscall: 39, serial: 13 }),
      ].join('\n'),
    );
    await print(fsPath, () => trapSeen('getpid'));
    await trapSeen('socket', 2);
  });

  test('paused and resumed while a command runs, the rest of that command is read', async () => {
    const shell = await eventually('shell integration', () => terminal.shellIntegration);
    const log = await folder.write('log', auditRecord({ syscall: 318 }));
    const at = (name: string) => path.join(path.dirname(log.fsPath), name);
    const until = (name: string, work: string) =>
      `until [ -e '${at(name)}' ]; do ${work}; sleep 0.1; done`;
    const execution = shell.executeCommand(
      `${until('go', 'echo waits')}; cat '${log.fsPath}'; ${until('enough', 'true')}`,
    );
    let chunks = 0;
    const over = (async () => {
      for await (const chunk of execution.read()) chunks += Number(chunk.includes('waits'));
    })();
    const printed = async (more: number) => {
      const before = chunks;
      await eventually('more of its output', () => chunks >= before + more);
    };
    try {
      await printed(1);
      await vscode.commands.executeCommand('seccompLens.pauseSource', 'terminals');
      await printed(2);
    } finally {
      await vscode.commands.executeCommand('seccompLens.resumeSource', 'terminals');
    }
    await folder.write('go', '');
    await trapSeen('getrandom');
    await folder.write('enough', '');
    await over;
  });

  test('switched off, a command is not read; switched on, the next one is', async () => {
    const watched = vscode.workspace.getConfiguration('seccompLens');
    const first = await folder.write('first', auditRecord({ syscall: 318 }));
    const second = await folder.write('second', auditRecord({ syscall: 39, serial: 8 }));
    try {
      await watched.update('watchTerminals', false, vscode.ConfigurationTarget.Workspace);
      await print(first.fsPath, () => Promise.resolve());
    } finally {
      await watched.update('watchTerminals', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await print(second.fsPath, () => trapSeen('getpid'));
    assert.deepEqual(
      (await traps()).map(({ title }) => title),
      ['getpid'],
    );
  });

  /**
   * Has a command of the shell print a file, and waits until the command has ended. It goes on until
   * `seen` is over: VS Code 1.100 loses the output of a command whose whole output and end arrive in
   * one read of the terminal.
   */
  async function print<T>(file: string, seen: () => Promise<T>): Promise<T> {
    const shell = await eventually('shell integration', () => terminal.shellIntegration);
    const enough = vscode.Uri.joinPath(await folder.write('empty', ''), '..', 'enough');
    await rm(enough.fsPath, { force: true });
    let ended: vscode.Disposable | undefined;
    const end = new Promise<void>((resolve) => {
      ended = vscode.window.onDidEndTerminalShellExecution((event) => {
        if (event.execution === execution) resolve();
      });
    });
    const execution = shell.executeCommand(
      `cat '${file}'; until [ -e '${enough.fsPath}' ]; do sleep 0.1; done`,
    );
    const found = await seen();
    await folder.write('enough', '');
    await end;
    ended?.dispose();
    return found;
  }
});
