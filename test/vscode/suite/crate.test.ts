import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { itemOf } from '../../../src/features/allowlist/items';
import { allowlistNodes } from '../../../src/features/allowlist/make-nodes';
import { childrenOf } from '../../../src/features/allowlist/nodes';
import type { Lens } from '../../../src/features/shared/lens';
import { offeredFix, quickFixes } from '../lib/code-actions';
import { DEVICES, MAIN, THREADS } from '../lib/crate';
import { api } from '../lib/model';
import { disposeLens, ownLens } from '../lib/own-lens';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { eventually, findings, TestFolder } from '../lib/workspace';

const TCSETS = 0x5402;

suite('a filter whose parts are files of a crate', () => {
  let folder: TestFolder;
  let threads: vscode.Uri;
  let devices: vscode.Uri;
  let lens: Lens;

  setup(async () => {
    folder = await TestFolder.create('crate');
    devices = await folder.write('devices.rs', DEVICES);
    threads = await folder.write('threads.rs', THREADS);
    await folder.write('main.rs', MAIN);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    lens = await ownLens();
    await lens.policies.discover();
  });

  teardown(async () => {
    disposeLens(lens);
    await folder.remove();
  });

  test('a request that was refused: one fix, in the file that holds the rules', async () => {
    const log = await folder.write('request.log', hyperlightIoctl(TCSETS));
    await folder.watch(log);
    const [finding] = await findings(devices, 1);
    assert.ok(finding);
    const document = await vscode.workspace.openTextDocument(devices);
    assert.equal(document.getText(finding.range), 'ioctl_rules');
    await vscode.workspace.openTextDocument(log);

    const onLog = await fixesAt(log, new vscode.Range(2, 30, 2, 30));
    assert.deepEqual(titlesOf(onLog), ['Allow ioctl(TCSETS) in ioctl_rules (devices.rs)']);
    const [fix] = await fixesAt(devices, finding.range);
    assert.equal(fix?.title, 'Allow ioctl(TCSETS) in ioctl_rules');
    assert.equal(fix.isPreferred, true);
    assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    assert.match(document.getText(), /^const TCSETS: u64 = 0x5402;$/m);
    assert.match(document.getText(), /^ +TCSETS,$/m);
    await findings(devices, 0);
    assert.equal(await readFile(devices.fsPath, 'utf8'), DEVICES);
    assert.equal((await vscode.workspace.openTextDocument(threads)).getText(), THREADS);

    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), DEVICES);
    await findings(devices, 1);
  });

  test('a list that another file makes a filter of which refuses it is no place for a trap', async () => {
    const denied = 'pub const DANGEROUS: [i64; 2] = [libc::SYS_getppid, libc::SYS_mount];\n';
    await folder.write('denied.rs', denied);
    const deny = await folder.write(
      'deny.rs',
      `use crate::denied::DANGEROUS;
use seccompiler::{SeccompAction, SeccompFilter};

fn deny() -> SeccompFilter {
    let rules = DANGEROUS.into_iter().map(|nr| (nr, vec![])).collect();
    SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(1), ARCH).unwrap()
}
`,
    );
    const { traps } = await api();
    const log = await folder.write(
      'denied.log',
      auditRecord({ syscall: 39 }) + auditRecord({ syscall: 110, serial: 2 }),
    );
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    await lens.policies.readSource(await vscode.workspace.openTextDocument(deny));
    await folder.watch(log);
    await vscode.workspace.openTextDocument(log);
    await eventually('only the list that allows is offered', async () => {
      const titles = titlesOf(await fixesAt(log, new vscode.Range(0, 0, 1, 200)));
      return titles.length > 0 && titles.every((title) => !title.includes('DANGEROUS'));
    });
    // What it names is refused by it, and not allowed.
    assert.ok(traps().every(({ allowed }) => !allowed));
  });

  test('all traps: the files are changed together', async () => {
    await folder.watch(
      await folder.write('all.log', auditRecord({ syscall: 39 }) + hyperlightIoctl(TCSETS)),
    );
    await findings(devices, 1);
    await findings(threads, 1);
    await vscode.commands.executeCommand('seccompLens.fixAllTraps', threads);
    await findings(devices, 0);
    await findings(threads, 0);
    const texts = await Promise.all(
      [threads, devices].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.match(texts[0]?.getText() ?? '', /^ +\(libc::SYS_getpid, vec!\[\]\),$/m);
    assert.match(texts[1]?.getText() ?? '', /^const TCSETS: u64 = 0x5402;$/m);
  });

  test('what is not saved in the other file counts, until it is thrown away', async () => {
    const { traps } = await api();
    await folder.watch(await folder.write('unsaved.log', hyperlightIoctl(TCSETS)));
    await findings(devices, 1);
    const document = await vscode.workspace.openTextDocument(devices);
    const edit = new vscode.WorkspaceEdit();
    const value = document.positionAt(DEVICES.indexOf('0x5401'));
    edit.replace(devices, new vscode.Range(value, value.translate(0, 6)), '0x5402');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually('it is allowed', () => traps()[0]?.allowed === true);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('it is refused again', () => traps()[0]?.allowed === false);
  });

  test('a file that comes, changes or goes is read again; another one reads nothing', async () => {
    const source = async () => {
      const document = await vscode.workspace.openTextDocument(threads);
      return lens.policies.readSource(document);
    };
    const value = async () => {
      const entries = (await source()).policy.lists.flatMap((list) => list.entries);
      const [rule] = entries.find(({ syscall }) => syscall === 'ioctl')?.rules ?? [];
      return rule?.conditions[0]?.value;
    };
    assert.equal(await value(), 0x5401n);
    const before = await source();
    const other = await folder.write('other.rs', '// Nothing.\n');
    const document = await vscode.workspace.openTextDocument(other);
    const typed = new vscode.WorkspaceEdit();
    typed.insert(other, new vscode.Position(0, 0), 'fn unrelated() {}\n');
    assert.ok(await vscode.workspace.applyEdit(typed));
    assert.ok(await document.save());
    assert.equal(await source(), before);

    await writeFile(devices.fsPath, DEVICES.replace('0x5401', '0x5403'));
    await eventually('the new value', async () => (await value()) === 0x5403n);
    await rm(devices.fsPath);
    await eventually('no rules', async () => (await value()) === undefined);
    await writeFile(devices.fsPath, DEVICES);
    await eventually('the rules again', async () => (await value()) === 0x5401n);
  });

  test('a fix is refused where the other file has changed so that it does not fit', async () => {
    const log = await folder.write('late.log', hyperlightIoctl(TCSETS));
    const { provider, action } = await offeredFix(lens, log, 2);
    const changed = await vscode.workspace.openTextDocument(devices);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(devices, new vscode.Range(0, 0, changed.lineCount, 0), 'fn nothing() {}\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const resolved = await provider.resolveCodeAction(action);
    assert.equal(resolved.edit, undefined);
    assert.equal(changed.getText(), 'fn nothing() {}\n');
    assert.equal((await vscode.workspace.openTextDocument(threads)).getText(), THREADS);
  });

  test('a proposal says which file; its edit is refused once that says something else', async () => {
    const { propose } = await api();
    const { remedies } = await propose({
      syscall: 'ioctl',
      request: 'TCSETS',
      arch: 'x86_64',
    });
    assert.deepEqual(
      remedies.map(({ uri, line }) => `${path.basename(uri.path)}:${line}`),
      ['devices.rs:14'],
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(devices, new vscode.Position(0, 0), '// Written in the meantime.\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await assert.rejects(async () => remedies[0]?.edit(), /devices\.rs has changed/);
  });

  test('what lies outside the workspace is not read, though it is the same crate', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'crate-'));
    try {
      await writeFile(path.join(outside, 'devices.rs'), DEVICES);
      await writeFile(path.join(outside, 'main.rs'), MAIN);
      const uri = vscode.Uri.file(path.join(outside, 'threads.rs'));
      await writeFile(uri.fsPath, THREADS);
      const document = await vscode.workspace.openTextDocument(uri);
      const { crate } = await lens.policies.readSource(document);
      assert.equal(crate.uris.size, 0);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  test('the view shows the filter of the list, and a click on a rule goes to the rule’s file', () => {
    const files = allowlistNodes(lens.policies.sources, [], 'x86_64');
    const file = files.find(({ source }) => source.uri.fsPath === threads.fsPath);
    const [list] = file?.children ?? [];
    assert.equal(list?.kind, 'list');
    const about = itemOf(list, 'x86_64').description;
    assert.equal(about, '3 allowed · else errno');
    const ioctl = list.children.find((it) => it.kind === 'entry' && it.entry.syscall === 'ioctl');
    const [rule] = ioctl ? childrenOf(ioctl) : [];
    assert.equal(rule?.kind, 'rule');
    const [uri, { selection }] = itemOf(rule, 'x86_64').command?.arguments as [
      vscode.Uri,
      { selection: vscode.Range },
    ];
    assert.equal(uri.toString(), devices.toString());
    assert.equal(DEVICES.split('\n')[selection.start.line]?.trim().slice(0, 3), 'Ok(');
  });
});

function titlesOf(fixes: readonly vscode.CodeAction[]): string[] {
  return fixes.map(({ title }) => title);
}

async function fixesAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const actions = await quickFixes(uri, range);
  return actions.filter(({ title }) => /^(Allow|No fix)/.test(title));
}
