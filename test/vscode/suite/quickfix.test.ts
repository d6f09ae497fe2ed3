import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Api } from '../../../src/features/api/api';
import type { Lens } from '../../../src/features/shared/lens';
import { offeredFix, quickFixes } from '../lib/code-actions';
import { FILTER, filterOf } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { eventually, extension, findings, findingsOn, TestFolder } from '../lib/workspace';

const GETRANDOM = '        (libc::SYS_getrandom, vec![]),';

suite('quick fixes', () => {
  let folder: TestFolder;
  let filter: vscode.Uri;
  let lens: Lens | null = null;

  setup(async () => {
    folder = await TestFolder.create('quickfix');
    filter = await folder.write('filter.rs', FILTER);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
  });

  teardown(async () => {
    if (lens) disposeLens(lens);
    lens = null;
    await folder.remove();
  });

  /** The first of the menu on a log's first record, before anything is chosen, and who gives it. */
  const offered = async (log: vscode.Uri): ReturnType<typeof offeredFix> => {
    lens = await ownLens();
    return offeredFix(lens, log, 0);
  };

  test('a followed log: the finding, its fix, one line more, undo to the same bytes', async () => {
    const log = await folder.write('followed.log', '');
    await folder.watch(log);
    await folder.append('followed.log', auditRecord({ syscall: 318 }));
    const [finding] = await findings(filter, 1);
    assert.ok(finding);
    assert.equal(finding.message, 'getrandom was refused and is not in this allowlist');
    const document = await vscode.workspace.openTextDocument(filter);
    assert.equal(document.getText(finding.range), 'worker_rules');

    const [fix] = await fixesAt(filter, finding.range);
    assert.ok(fix?.edit);
    assert.equal(fix.title, 'Allow getrandom in worker_rules');
    assert.equal(fix.isPreferred, true);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.deepEqual(linesAdded(FILTER, document.getText()), [GETRANDOM]);
    await findings(filter, 0);
    const { exports } = (await extension()) as vscode.Extension<Api>;
    const allowed = () =>
      exports
        .traps()
        .map((trap) => `${trap.title} ${String(trap.allowed)}`)
        .join();
    await eventually('the trap is answered', () => allowed() === 'getrandom true');

    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), FILTER);
    await eventually('the trap is open again', () => allowed() === 'getrandom false');
    await eventually('nothing is unsaved', () => !document.isDirty);
    await findings(filter, 1);
  });

  test('a call that other targets make otherwise: all of them are offered too, last', async () => {
    await folder.watch(await folder.write('stat.log', auditRecord({ syscall: 262 })));
    const [finding] = await findings(filter, 1);
    assert.ok(finding);
    await vscode.workspace.openTextDocument(filter);
    const fixes = await fixesAt(filter, finding.range);
    const titles = fixes.map(({ title }) => title);
    assert.equal(titles[0], 'Allow newfstatat in worker_rules');
    assert.match(titles.at(-1) ?? '', /^Allow newfstatat\b.+\bstatx\b.* in worker_rules$/);
    const { edit, isPreferred } = fixes.at(-1) ?? {};
    assert.notEqual(isPreferred, true);
    assert.match(JSON.stringify(edit?.get(filter)), /SYS_statx/);
  });

  test('a line of an opened log: the Rust file is changed and left to be saved', async () => {
    const log = await folder.write('opened.log', `started\n${auditRecord({ syscall: 318 })}`);
    const document = await vscode.workspace.openTextDocument(log);
    const [finding] = await findings(log, 1);
    assert.ok(finding);
    assert.equal(document.getText(finding.range), '318');

    const [fix] = await fixesAt(log, finding.range);
    assert.ok(fix?.edit && fix.command);
    assert.equal(fix.title, 'Allow getrandom in worker_rules (filter.rs)');
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    const changed = await vscode.workspace.openTextDocument(filter);
    assert.deepEqual(linesAdded(FILTER, changed.getText()), [GETRANDOM]);
    assert.equal(changed.isDirty, true);
    assert.equal(await readFile(filter.fsPath, 'utf8'), FILTER);
    await findings(log, 0);

    const { command, arguments: given = [] } = fix.command;
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), filter.toString());
    assert.equal(changed.lineAt(editor.selection.active.line).text, GETRANDOM);
  });

  test('the light bulb is there anywhere on the line of a record, and on no other line', async () => {
    const text = `started\n${auditRecord({ syscall: 318 })}`;
    const log = await folder.write('cursor.log', text);
    await vscode.workspace.openTextDocument(log);
    const on = (line: number) => new vscode.Range(line, 3, line, 3);
    const fixes = await fixesAt(log, on(1));
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ['Allow getrandom in worker_rules (filter.rs)'],
    );
    assert.deepEqual(await fixesNow(log, on(0)), []);
  });

  test('a request that was refused: a rule and the constant that it needs', async () => {
    const log = await folder.write('request.log', hyperlightIoctl(0xae03));
    await vscode.workspace.openTextDocument(log);
    const [fix] = await fixesAt(log, new vscode.Range(2, 30, 2, 30));
    assert.ok(fix?.edit);
    assert.equal(fix.title, 'Allow ioctl(KVM_CHECK_EXTENSION) in ioctl_rules (filter.rs)');
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    const changed = await vscode.workspace.openTextDocument(filter);
    assert.deepEqual(linesAdded(FILTER, changed.getText()), [
      '    pub const KVM_CHECK_EXTENSION: u64 = 0xae03;',
      '        and![Cond::new(1, ArgLen::Dword, Eq, KVM_CHECK_EXTENSION)?],',
    ]);
  });

  test('an ioctl whose request is not known is never allowed whole unasked', async () => {
    const log = await folder.write('unknown.log', auditRecord({ syscall: 16 }));
    await vscode.workspace.openTextDocument(log);
    await findings(log, 1);
    const [why, ...wider] = await fixesAt(log, new vscode.Range(0, 0, 0, 0));
    assert.equal(why?.title, 'No fix for ioctl: show why');
    assert.equal(why.edit, undefined);
    assert.deepEqual(
      wider.map(({ title, isPreferred }) => [title, isPreferred === true]),
      [['Allow every ioctl in worker_rules (filter.rs)', false]],
    );
    const document = await vscode.workspace.openTextDocument(filter);
    assert.equal(document.getText(), FILTER);
  });

  test('where two lists fit, neither is preferred; on one of them its own is', async () => {
    const two = await folder.write('two.rs', filterOf('first', []) + filterOf('second', ['brk']));
    await rm(filter.fsPath);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    const log = await folder.write('two.log', auditRecord({ syscall: 318 }));
    await folder.watch(log);
    await vscode.workspace.openTextDocument(log);
    const onLists = await findings(two, 2);
    const titles = (fixes: vscode.CodeAction[]) =>
      fixes.map(({ title, isPreferred }) => [title, isPreferred === true]);
    assert.deepEqual(titles(await fixesAt(log, new vscode.Range(0, 0, 0, 0))), [
      ['Allow getrandom in first (two.rs)', false],
      ['Allow getrandom in second (two.rs)', false],
    ]);
    for (const [index, name] of ['first', 'second'].entries()) {
      const range = onLists[index]?.range;
      assert.ok(range);
      assert.deepEqual(titles(await fixesAt(two, range)), [[`Allow getrandom in ${name}`, true]]);
    }
  });

  test('a file that was changed after the menu was opened is planned for anew', async () => {
    const log = await folder.write('late.log', auditRecord({ syscall: 318 }));
    const { provider, action } = await offered(log);
    const document = await vscode.workspace.openTextDocument(filter);
    const earlier = new vscode.WorkspaceEdit();
    earlier.insert(filter, new vscode.Position(0, 0), '// Written in the meantime.\n');
    assert.ok(await vscode.workspace.applyEdit(earlier));
    const { edit } = await provider.resolveCodeAction(action);
    assert.ok(edit);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const expected = ['// Written in the meantime.', GETRANDOM];
    assert.deepEqual(linesAdded(FILTER, document.getText()), expected);
  });

  test('a file whose list is gone after the menu was opened is left alone', async () => {
    const log = await folder.write('gone.log', auditRecord({ syscall: 318 }));
    const { provider, action } = await offered(log);
    const document = await vscode.workspace.openTextDocument(filter);
    const earlier = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    earlier.replace(filter, all, 'fn nothing() {}\n');
    assert.ok(await vscode.workspace.applyEdit(earlier));
    const resolved = await provider.resolveCodeAction(action);
    assert.equal(resolved.edit, undefined);
    assert.equal(resolved.command, undefined);
    assert.equal(document.getText(), 'fn nothing() {}\n');
  });

  test('a Rust file without a finding has no light bulb of ours', async () => {
    await vscode.workspace.openTextDocument(filter);
    assert.deepEqual(findingsOn(filter), []);
    assert.deepEqual(await fixesNow(filter, new vscode.Range(0, 0, 60, 0)), []);
  });
});

/**
 * Our fixes at a place, once there are some: the editor gives none while it takes up a file that was
 * just written.
 */
function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return eventually('a fix', async () => {
    const fixes = await fixesNow(uri, range);
    return fixes.length > 0 && fixes;
  });
}

/** Our fixes at a place, their edits computed. */
async function fixesNow(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const actions = await quickFixes(uri, range);
  return actions.filter(({ title }) => /^(Allow|No fix)/.test(title));
}

/** The lines that `after` has more than `before`; fails where anything else differs. */
function linesAdded(before: string, after: string): string[] {
  const old = before.split('\n');
  const added = after.split('\n').filter((line) => {
    if (line !== old[0]) return true;
    old.shift();
    return false;
  });
  assert.deepEqual(old, [], 'lines of the original are gone or changed');
  return added;
}
