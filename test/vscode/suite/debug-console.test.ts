import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allArrived, MANY, numbered, recordsOf } from '../lib/numbered';
import { trapSeen } from '../lib/model';
import { hyperlightIoctl } from '../lib/records';
import { TestFolder } from '../lib/workspace';

suite('the debug console', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('debug');
  });

  teardown(async () => {
    await vscode.debug.stopDebugging();
    await folder.remove();
  });

  test('what a debugged program prints on its standard error is decoded', async () => {
    await debug(`process.stderr.write(${JSON.stringify(hyperlightIoctl(0xae03))})`);
    const { origins } = await trapSeen('ioctl(KVM_CHECK_EXTENSION)');
    assert.deepEqual(origins, ['debug console of the vmm']);
  });

  test(`${MANY} numbered records, nothing twice, nothing lost`, async () => {
    const log = await folder.write('many', numbered(MANY));
    const before = await recordsOf('debug');
    await debug(`process.stdout.write(require('fs').readFileSync(${JSON.stringify(log.fsPath)}))`);
    await allArrived(MANY, 'debug', before);
  });

  /** Debugs a script by the editor's own debugger for Node, to the end of the session. */
  async function debug(script: string): Promise<void> {
    const { fsPath } = await folder.write('program.js', script);
    const ended = new Promise<void>((resolve) => {
      const listener = vscode.debug.onDidTerminateDebugSession(({ parentSession }) => {
        if (parentSession) return;
        listener.dispose();
        resolve();
      });
    });
    const began = await vscode.debug.startDebugging(undefined, {
      type: 'node',
      request: 'launch',
      name: 'the vmm',
      program: fsPath,
      console: 'internalConsole',
      outputCapture: 'std',
    });
    assert.ok(began);
    await ended;
  }
});
