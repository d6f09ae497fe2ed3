import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { quickFixes } from '../lib/code-actions';
import { filterOf } from '../lib/filter';
import { eventually, findings, TestFolder, watched } from '../lib/workspace';

const { Error, Hint, Warning } = vscode.DiagnosticSeverity;

const TWICE = filterOf('calls', ['read', 'write', 'read']);
const ONCE = filterOf('calls', ['write', 'read']);

suite('findings in a policy', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('policy-findings');
  });

  teardown(() => folder.remove());

  const source = async (text: string, name = 'filter.rs'): Promise<vscode.Uri> => {
    const file = await folder.write(name, text);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    return file;
  };

  for (const { what, text, code, severity, marked } of [
    {
      what: 'an entry twice',
      text: TWICE,
      code: 'duplicate-entry',
      severity: Warning,
      marked: '(libc::SYS_read, vec![])',
    },
    {
      what: 'a filter that is not built',
      text: ONCE.replace('SeccompAction::Trap', 'SeccompAction::Allow'),
      code: 'identical-actions',
      severity: Error,
      marked: 'SeccompAction::Allow',
    },
    {
      what: 'a rule that adds nothing: no problem, dots',
      text: `use seccompiler::SeccompRule;

fn rules() -> Vec<SeccompRule> {
    or![
        and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],
    ]
}
`,
      code: 'dead-rule',
      severity: Hint,
      marked: 'and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?]',
    },
  ]) {
    test(what, async () => {
      const file = await source(text);
      const [finding] = await findings(file, 1);
      assert.ok(finding);
      assert.deepEqual([finding.code, finding.severity], [code, severity]);
      const document = await vscode.workspace.openTextDocument(file);
      assert.equal(document.getText(finding.range), marked);
    });
  }

  test('its fix mends it, and undo gives the same bytes', async () => {
    const file = await source(TWICE);
    const [finding] = await findings(file, 1);
    assert.ok(finding);
    const actions = await actionsAt(file, finding.range);
    assert.deepEqual(
      actions.map(({ title, isPreferred }) => [title, isPreferred ?? false]),
      [
        ['Remove this dead entry', true],
        ['Ignore this finding here (duplicate-entry)', false],
      ],
    );
    const edit = actions[0]?.edit;
    assert.ok(edit);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.getText(), ONCE);
    await findings(file, 0);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), TWICE);
    await findings(file, 1);
  });

  test('ignored, it is told no more', async () => {
    const file = await source(TWICE);
    const [finding] = await findings(file, 1);
    assert.ok(finding);
    const edit = (await actionsAt(file, finding.range))[1]?.edit;
    assert.ok(edit);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const document = await vscode.workspace.openTextDocument(file);
    const entry = '        (libc::SYS_read, vec![]),\n';
    const comment = '        // seccomp-lens: allow(duplicate-entry)\n';
    assert.equal(document.getText(), TWICE.replace(entry, comment + entry));
    await findings(file, 0);
  });

  test('typing brings it and takes it away', async () => {
    const file = await source(ONCE);
    const document = await vscode.workspace.openTextDocument(file);
    const at = ONCE.indexOf('        (libc::SYS_read');
    const entry = '        (libc::SYS_write, vec![]),\n';
    const put = new vscode.WorkspaceEdit();
    put.insert(file, document.positionAt(at), entry);
    assert.ok(await vscode.workspace.applyEdit(put));
    await findings(file, 1);
    const taken = new vscode.WorkspaceEdit();
    taken.delete(
      file,
      new vscode.Range(document.positionAt(at), document.positionAt(at + entry.length)),
    );
    assert.ok(await vscode.workspace.applyEdit(taken));
    await findings(file, 0);
  });

  suite('a source that is gone has none', () => {
    const found = async (name: string): Promise<vscode.Uri> => {
      const file = await source(TWICE, name);
      await findings(file, 1);
      return file;
    };

    test('deleted by another program', async () => {
      const file = await found('filter.rs');
      await watched(file);
      await rm(file.fsPath);
      await findings(file, 0);
    });

    test('with its folder', async () => {
      // The editor's watcher overlooks a folder that is made while it takes up the one around it.
      await watched(await folder.write('beside.txt', ''));
      const file = await found('src/filter.rs');
      await watched(file);
      await rm(path.dirname(file.fsPath), { recursive: true });
      await findings(file, 0);
    });

    test('deleted in the editor', async () => {
      const file = await found('filter.rs');
      const deletion = new vscode.WorkspaceEdit();
      deletion.deleteFile(file);
      assert.ok(await vscode.workspace.applyEdit(deletion));
      await findings(file, 0);
    });
  });
});

/** The actions in the menu of an open document, with their edits. */
async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  await vscode.workspace.openTextDocument(uri);
  return eventually('an action', async () => {
    const actions = await quickFixes(uri, range);
    return actions.length > 0 && actions;
  });
}
