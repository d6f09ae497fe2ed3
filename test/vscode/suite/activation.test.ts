import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('activation', () => {
  const find = () => vscode.extensions.getExtension('seccomp-lens.seccomp-lens');

  test('the extension is there and activates', async () => {
    const extension = find();
    assert.ok(extension, 'seccomp-lens.seccomp-lens is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('every command that it declares is registered', async () => {
    const extension = find();
    assert.ok(extension);
    await extension.activate();
    const { contributes } = extension.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const declared = contributes.commands.map(({ command }) => command);
    assert.notEqual(declared.length, 0);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
