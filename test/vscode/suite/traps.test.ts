import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FILTER } from '../lib/filter';
import { trap, traps, trapSeen } from '../lib/model';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { eventually, TestFolder } from '../lib/workspace';

suite('traps', () => {
  let folder: TestFolder;
  let filter: vscode.Uri;
  let log: vscode.Uri;

  setup(async () => {
    folder = await TestFolder.create('traps');
    filter = await folder.write('filter.rs', FILTER);
    log = await folder.write('vmm.log', `started\n${auditRecord({ syscall: 318 })}`);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    await folder.watch(log);
    await trapSeen('getrandom');
  });

  teardown(() => folder.remove());

  test('Fix Trap writes the line, ticks the trap, and undo brings both back', async () => {
    const fixed = vscode.commands.executeCommand('seccompLens.fixTrap');
    const document = await vscode.workspace.openTextDocument(filter);
    await acceptUntil('the edit', () => document.isDirty);
    await fixed;
    const added = document
      .getText()
      .split('\n')
      .filter((line) => !FILTER.includes(line));
    assert.deepEqual(added, ['        (libc::SYS_getrandom, vec![]),']);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document, document);
    // On the entry, and not in the blanks before it: the Allowlist view selects its row.
    assert.equal(
      document.offsetAt(editor.selection.active),
      document.getText().indexOf('(libc::SYS_getrandom'),
    );
    await trap('getrandom allowed', ({ allowed }) => allowed);

    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), FILTER);
    await trap('getrandom open again', ({ allowed }) => !allowed);
  });

  test('a read-only source is left alone', async () => {
    await chmod(filter.fsPath, 0o444);
    const document = await vscode.workspace.openTextDocument(filter);
    let over = false;
    const fixed = vscode.commands.executeCommand('seccompLens.fixTrap').then(() => {
      over = true;
    });
    await acceptUntil('the end of it', () => over);
    await fixed;
    assert.equal(document.isDirty, false);
    assert.equal(document.getText(), FILTER);
  });

  test('the same again is the same trap, counted', async () => {
    await folder.append('vmm.log', auditRecord({ syscall: 318, serial: 21 }));
    await trapSeen('getrandom', 2);
    await folder.append('vmm.log', hyperlightIoctl(0xae03));
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)');
    assert.equal((await traps()).length, 2);
  });

  test('evidence opens the log at its line', async () => {
    const { key } = await trapSeen('getrandom');
    await vscode.commands.executeCommand('seccompLens.openEvidence', { key, index: 0 });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, log.fsPath);
    assert.equal(editor.selection.start.line, 1);
  });

  test('evidence of a log that was written anew is found by its text', async () => {
    const { key } = await trapSeen('getrandom');
    const lines = `one more\nand another\n${auditRecord({ syscall: 318 })}`;
    await folder.write('vmm.log', lines);
    await vscode.commands.executeCommand('seccompLens.openEvidence', { key, index: 0 });
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, 2);
  });

  test('evidence in a log that the editor takes for binary is shown without its NULs', async () => {
    const lines = hyperlightIoctl(0xae03).split('\n').slice(0, -1);
    const raw = lines.map((line) => `${line}\n`.padEnd(64, '\0')).join('');
    const hyperlight = await folder.write('hyperlight.log', `starting\n${raw}`);
    await assert.rejects(async () => vscode.workspace.openTextDocument(hyperlight), /binary/);
    await folder.watch(hyperlight);
    const { key } = await trapSeen('ioctl(KVM_CHECK_EXTENSION)');
    await vscode.commands.executeCommand('seccompLens.openEvidence', { key, index: 0 });
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const { document, selection } = editor;
    assert.equal(document.lineAt(0).text, 'starting');
    assert.equal(document.getText(selection), '[ERROR][HYPERLIGHT] Disallowed Syscall: 16');
    assert.ok(document.uri.path.endsWith('/hyperlight.log'));
    assert.equal(document.getText().includes('\0'), false);
    assert.equal(document.languageId, 'log');
  });

  test('no argument but a trap or a row opens anything', async () => {
    const other = await folder.write('other.txt', 'nothing to see');
    for (const argument of [other, other.fsPath, { origin: { file: other.fsPath } }]) {
      await vscode.commands.executeCommand('seccompLens.openEvidence', argument);
      assert.equal(vscode.window.activeTextEditor, undefined);
    }
  });

  test('cleared, it is gone; refused again, it is back', async () => {
    await vscode.commands.executeCommand('seccompLens.clearTraps');
    assert.deepEqual(await traps(), []);
    await folder.append('vmm.log', auditRecord({ syscall: 318, serial: 22 }));
    await trapSeen('getrandom');
  });
});

/** Takes the picked item of whatever list is open, as the Enter key does, until it has had its effect. */
async function acceptUntil(what: string, done: () => boolean): Promise<void> {
  await eventually(what, async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return done();
  });
}
