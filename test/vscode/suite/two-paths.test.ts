import assert from 'node:assert/strict';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { setAction } from '../../../src/features/action/set';
import type { Lens } from '../../../src/features/shared/lens';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { eventually, TestFolder } from '../lib/workspace';

suite('a file that several paths lead to', () => {
  let folder: TestFolder;
  let inside: string;
  let lens: Lens;

  setup(async () => {
    folder = await TestFolder.create('paths');
    inside = path.dirname(path.dirname((await folder.write('src/filter.rs', FILTER)).fsPath));
    await symlink(path.join(inside, 'src'), path.join(inside, 'again'));
    await symlink('src/filter.rs', path.join(inside, 'alias.rs'));
    await mkdir(path.join(inside, 'other'));
    await symlink('../alias.rs', path.join(inside, 'other', 'zalias.rs'));
    lens = await ownLens();
  });

  teardown(async () => {
    disposeLens(lens);
    await folder.remove();
  });

  const uriOf = (name: string) => vscode.Uri.file(path.join(inside, name));
  const listed = () =>
    lens.policies.sources
      .map(({ uri }) => path.relative(inside, uri.fsPath))
      .filter((name) => !name.startsWith('..'));

  async function type(name: string, text: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uriOf(name));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
    return document;
  }

  test('is listed once, by its own', async () => {
    await lens.policies.rescan();
    assert.deepEqual(listed(), [path.join('src', 'filter.rs')]);
  });

  test('is listed by the one under which it is open and not saved, and edited there', async () => {
    await lens.policies.rescan();
    const document = await type('alias.rs', '// mine\n');
    await eventually('the open one', () => listed().join() === 'alias.rs');
    const text = document.getText();
    await eventually('what is typed', () =>
      lens.policies.sources.some(({ policy }) => policy.text === text),
    );
  });

  test('is saved before its action is set, under whatever path it is open', async () => {
    const document = await type('alias.rs', '// mine\n');
    await setAction(lens, uriOf('src/filter.rs'), undefined, 'log');
    const written = await readFile(uriOf('src/filter.rs').fsPath, 'utf8');
    assert.match(written, /^\/\/ mine\n[^]*Log/);
    assert.equal(document.isDirty, false);
  });
});
