import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { FILTER } from '../lib/filter';
import { auditRecord } from '../lib/records';
import { eventually, TestFolder } from '../lib/workspace';

suite('above and in an allowlist', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('lenses');
  });

  teardown(async () => {
    for (const name of ['codeLens', 'numberHints']) await set(name, undefined);
    await folder.remove();
  });

  const set = (name: string, value: boolean | undefined) =>
    vscode.workspace
      .getConfiguration('seccompLens')
      .update(name, value, vscode.ConfigurationTarget.Workspace);

  const lensesOf = async (uri: vscode.Uri): Promise<string[]> => {
    await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    return lenses.flatMap(({ command, range }) =>
      command ? `${range.start.line + 1}: ${command.title}` : [],
    );
  };

  /** Waits until it is so: of a file or a setting that was just written the editor hears later. */
  const become = (look: () => Promise<string[]>, wanted: string[]) => {
    let seen: string[] = [];
    return eventually(
      () => `${JSON.stringify(wanted)}; it is ${JSON.stringify(seen)}`,
      async () => isDeepStrictEqual((seen = await look()), wanted),
    );
  };

  const hintsOf = async (uri: vscode.Uri): Promise<string[]> => {
    const document = await vscode.workspace.openTextDocument(uri);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    return hints.map(({ position, label }) => {
      const before = document.lineAt(position).text.slice(0, position.character);
      return `${before.split('::').at(-1) ?? ''} ${typeof label === 'string' ? label : '?'}`;
    });
  };

  test('how many entries, the mismatch action, and the open traps as they come', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    const head = FILTER.split('\n').findIndex((line) => line.includes('fn worker_rules')) + 1;
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await become(() => lensesOf(uri), [`${head}: 5 entries · else trap`]);
    await folder.watch(await folder.write('audit.log', auditRecord({ syscall: 318 })));
    await eventually('the open trap', async () =>
      (await lensesOf(uri)).includes(`${head}: 1 open trap`),
    );
    await set('codeLens', false);
    await become(() => lensesOf(uri), []);
  });

  test('no lens where there is no list', async () => {
    assert.deepEqual(await lensesOf(await folder.write('none.rs', 'fn main() { SYS_x(); }\n')), []);
  });

  test('a click reveals the list and leaves the keyboard in the editor', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const command = await eventually('a lens', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      return lenses[0]?.command;
    });
    await vscode.commands.executeCommand(
      command.command,
      ...((command.arguments ?? []) as unknown[]),
    );
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  });

  test('numbers behind the names, for who asks for them', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    assert.deepEqual(await hintsOf(uri), []);
    await set('numberHints', true);
    const hints = await eventually('five hints', async () => {
      const found = await hintsOf(uri);
      return found.length === 5 && found;
    });
    if (process.arch === 'x64') assert.ok(hints.includes('SYS_brk 12'), hints.join());
  });
});
