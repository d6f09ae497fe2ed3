import assert from 'node:assert/strict';
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
    assert.deepEqual(await lensesOf(uri), [`${head}: 5 entries · else trap`]);
    await folder.watch(await folder.write('audit.log', auditRecord({ syscall: 318 })));
    await eventually('the open trap', async () =>
      (await lensesOf(uri)).includes(`${head}: 1 open trap`),
    );
    await set('codeLens', false);
    assert.deepEqual(await lensesOf(uri), []);
  });

  test('no lens where there is no list', async () => {
    assert.deepEqual(await lensesOf(await folder.write('none.rs', 'fn main() { SYS_x(); }\n')), []);
  });

  test('a click reveals the list and leaves the keyboard in the editor', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const [lens] = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    assert.ok(lens?.command);
    const args = (lens.command.arguments ?? []) as unknown[];
    await vscode.commands.executeCommand(lens.command.command, ...args);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  });

  test('numbers behind the names, for who asks for them', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    assert.deepEqual(await hintsOf(uri), []);
    await set('numberHints', true);
    const hints = await hintsOf(uri);
    assert.equal(hints.length, 5);
    if (process.arch === 'x64') assert.ok(hints.includes('SYS_brk 12'), hints.join());
  });
});
