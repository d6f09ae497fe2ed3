import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, traps, trapSeen } from '../lib/model';
import { allArrived, MANY, numbered, recordsOf } from '../lib/numbered';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { eventually, TestFolder } from '../lib/workspace';

const TEXT = `before\n${auditRecord({ syscall: 318 })}between\n${hyperlightIoctl(0xae03)}after\n`;

suite('decoded on demand', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('pasted');
  });

  teardown(async () => {
    const { activeTextEditor } = vscode.window;
    if (activeTextEditor?.document.isUntitled) {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await folder.remove();
  });

  test('a selection in a text that was never saved: its lines are the document’s', async () => {
    const document = await vscode.workspace.openTextDocument({ content: TEXT, language: 'rust' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(2, 0, 6, 0);
    await vscode.commands.executeCommand('seccompLens.decodeSelection');
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)');
    assert.equal((await traps()).length, 1, 'only what is selected');
    const { focus } = await api();
    await eventually('the decoder on its line', () => focus()?.lines.join() === '5');
  });

  test('the same selection again is no further event; after Clear Traps it is decoded anew', async () => {
    const document = await vscode.workspace.openTextDocument({ content: TEXT });
    await vscode.window.showTextDocument(document);
    for (let time = 0; time < 3; time++) {
      await vscode.commands.executeCommand('seccompLens.decodeFile');
    }
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)', 1);
    await trapSeen('getrandom', 1);
  });

  test('the clipboard', async () => {
    await vscode.env.clipboard.writeText(TEXT);
    await vscode.commands.executeCommand('seccompLens.decodeClipboard');
    const { origins } = await trapSeen('getrandom');
    assert.deepEqual(origins, ['the clipboard']);
  });

  test('a file that is followed has told of its records already', async () => {
    const log = await folder.write('vmm.log', TEXT);
    await folder.watch(log);
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)', 1);
    await vscode.window.showTextDocument(log);
    await vscode.commands.executeCommand('seccompLens.decodeFile');
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)', 1);
  });

  test(`${MANY} numbered records in one file, nothing twice, nothing lost`, async () => {
    const before = await recordsOf('pasted');
    await vscode.window.showTextDocument(await folder.write('many.log', numbered(MANY)));
    await vscode.commands.executeCommand('seccompLens.decodeFile');
    await allArrived(MANY, 'pasted', before);
  });
});
