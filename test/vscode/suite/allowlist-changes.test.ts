import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allowlistNodes } from '../../../src/features/allowlist/make-nodes';
import { type AllowlistNode, childrenOf } from '../../../src/features/allowlist/nodes';
import { rowAt } from '../../../src/features/allowlist/row-at';
import { AllowlistTree } from '../../../src/features/allowlist/tree';
import type { Lens } from '../../../src/features/shared/lens';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { eventually, TestFolder } from '../lib/workspace';

suite('what is done in the Allowlist view', () => {
  let folder: TestFolder;
  let lens: Lens;

  setup(async () => {
    folder = await TestFolder.create('changes');
    lens = await ownLens();
  });

  teardown(async () => {
    disposeLens(lens);
    await folder.remove();
  });

  const rows = async (): Promise<AllowlistNode[]> => {
    await lens.policies.rescan();
    return flat(allowlistNodes(lens.policies.sources, [], lens.arch));
  };

  for (const [what, wanted, gone] of [
    [
      'an entry',
      (row: AllowlistNode) => row.kind === 'entry' && row.entry.syscall === 'brk',
      'brk',
    ],
    [
      'a request',
      (row: AllowlistNode) => row.kind === 'rule' && textOf(row).includes('VCPU_MMAP_SIZE'),
      'KVM_GET_VCPU_MMAP_SIZE)',
    ],
  ] as const) {
    test(`${what} is removed at once, and one undo brings it back`, async () => {
      const uri = await folder.write('filter.rs', FILTER);
      const row = (await rows()).find(wanted);
      assert.ok(row, 'no such row');
      await vscode.commands.executeCommand('seccompLens.removeAllowlistEntry', row);
      const document = await vscode.workspace.openTextDocument(uri);
      assert.ok(FILTER.includes(gone));
      assert.ok(!document.getText().includes(gone));
      assert.ok(document.isDirty);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), FILTER);
    });
  }

  test('a row of a text that has changed since changes nothing', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    const row = (await rows()).find((one) => one.kind === 'entry');
    const changed = `// A line more.\n${FILTER}`;
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '// A line more.\n');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('seccompLens.removeAllowlistEntry', row);
    assert.equal(document.getText(), changed);
  });

  test('a list that is nearly in order is put in order', async () => {
    const calls = ['accept', 'bind', 'brk', 'close', 'dup', 'exit', 'fstat', 'futex', 'accept4'];
    const entries = calls.map((call) => `        (libc::SYS_${call}, vec![]),\n`).join('');
    const uri = await folder.write(
      'list.rs',
      `fn list() -> Rules {\n    vec![\n${entries}    ]\n}\n`,
    );
    const list = (await rows()).find(({ kind }) => kind === 'list');
    await vscode.commands.executeCommand('seccompLens.sortAllowlist', list);
    const document = await vscode.workspace.openTextDocument(uri);
    const sorted = [...document.getText().matchAll(/SYS_(\w+)/g)].map(([, name]) => name);
    assert.deepEqual(sorted, calls.toSorted());
  });

  test('filtered by a name, the list and what is in it stay', async () => {
    await folder.write('filter.rs', FILTER);
    const tree = new AllowlistTree(lens);
    try {
      const shown = async (text: string | null): Promise<string[]> => {
        tree.filter = text;
        return labels(tree, await tree.getChildren());
      };
      const all = await shown(null);
      assert.deepEqual(await shown('FUT'), ['filter.rs', 'worker_rules', 'futex']);
      assert.deepEqual(await shown('mmap_size'), [
        ...['filter.rs', 'worker_rules', 'ioctl', 'KVM_GET_VCPU_MMAP_SIZE'],
      ]);
      assert.deepEqual(await shown('worker'), all);
      assert.deepEqual(await shown('nothing like it'), []);
      assert.deepEqual(await shown(' '), all);
    } finally {
      tree.dispose();
    }
  });

  test('the row of a place is the innermost', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    await lens.policies.rescan();
    const files = allowlistNodes(lens.policies.sources, [], lens.arch);
    const kindAt = (text: string) => rowAt(files, uri, FILTER.indexOf(text) + 1)?.kind;
    assert.equal(kindAt('libc::SYS_brk'), 'entry');
    assert.equal(kindAt('KVM_GET_VCPU_MMAP_SIZE)'), 'rule');
    assert.equal(kindAt('worker_rules()'), 'list');
    assert.equal(kindAt('use '), 'file');
    assert.equal(rowAt(files, vscode.Uri.file('/other.rs'), 0), null);
  });

  test('the view is there for the cursor, and for a filter of any text', async () => {
    const uri = await folder.write('filter.rs', FILTER);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    const at = document.positionAt(FILTER.indexOf('SYS_brk'));
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('seccompLens.filterAllowlist', 'futex');
    await vscode.commands.executeCommand('seccompLens.revealInAllowlist');
    await vscode.commands.executeCommand('seccompLens.clearAllowlistFilter');
    await eventually('the editor', () => vscode.window.activeTextEditor?.document === document);
  });

  test('a row of an entry is made once, for the editor and to see whether it is different', async () => {
    await folder.write('filter.rs', FILTER);
    await lens.policies.rescan();
    const tree = new AllowlistTree(lens);
    const [file] = await tree.getChildren();
    const [list] = await tree.getChildren(file);
    const [entry] = await tree.getChildren(list);
    assert.ok(entry);
    assert.equal(tree.getTreeItem(entry), tree.getTreeItem(entry));
    tree.dispose();
  });
});

function textOf(row: AllowlistNode): string {
  return row.kind === 'rule' ? row.rule.conditions.map(({ text }) => text).join() : '';
}

function flat(nodes: readonly AllowlistNode[]): AllowlistNode[] {
  return nodes.flatMap((node) => [node, ...flat(childrenOf(node))]);
}

async function labels(tree: AllowlistTree, nodes: readonly AllowlistNode[]): Promise<string[]> {
  const all = nodes.map(async (node) => {
    const { label } = tree.getTreeItem(node);
    return [
      typeof label === 'string' ? label : '?',
      ...(await labels(tree, await tree.getChildren(node))),
    ];
  });
  return (await Promise.all(all)).flat();
}
