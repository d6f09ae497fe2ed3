import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { filterOf } from '../lib/filter';
import { api, trap, traps, trapSeen } from '../lib/model';
import { auditRecord } from '../lib/records';
import { eventually, TestFolder } from '../lib/workspace';

const run = (command: string, ...given: unknown[]) =>
  vscode.commands.executeCommand(`seccompLens.${command}`, ...given);

suite('the rows of the traps', () => {
  let folder: TestFolder;
  let filter: vscode.Uri;

  setup(async () => {
    folder = await TestFolder.create('rows');
    filter = await folder.write('filter.rs', filterOf('worker', ['brk', 'exit', 'read']));
    const log = await folder.write('vmm.log', auditRecord({ syscall: 318, serial: 1 }));
    await run('rescanAllowlists');
    await folder.watch(log);
    await trapSeen('getrandom');
    await folder.append('vmm.log', auditRecord({ syscall: 39, serial: 2, comm: '"vcpu0"' }));
    await folder.append('vmm.log', auditRecord({ syscall: 41, serial: 3 }));
    await trapSeen('socket');
  });

  teardown(async () => {
    for (const { key } of await traps()) await run('stopIgnoringTrap', key);
    await run('sortTraps', 'first');
    await run('groupTraps', 'none');
    await folder.remove();
  });

  const focused = async () => (await api()).focus()?.title;

  test('next and previous go round, in the order of the rows', async () => {
    const round = [];
    for (let step = 0; step < 4; step++) {
      await run('nextTrap');
      round.push(await focused());
    }
    assert.deepEqual(round, ['getpid', 'socket', 'getrandom', 'getpid']);
    await run('previousTrap');
    assert.equal(await focused(), 'getrandom');
    await run('sortTraps', 'call');
    await run('previousTrap');
    assert.equal(await focused(), 'getpid');
    await run('groupTraps', 'thread');
    await run('sortTraps', 'first');
    await run('nextTrap');
    // vcpu0's group is the second, after that of guest with both of its own.
    assert.equal(await focused(), 'getrandom');
  });

  test('an ignored trap is passed over, and needs an answer again when asked for', async () => {
    const { key } = await trapSeen('getpid');
    await run('ignoreTrap', key);
    await run('showTrap', (await trapSeen('getrandom')).key);
    await run('nextTrap');
    assert.equal(await focused(), 'socket');
    const file = await vscode.workspace.openTextDocument(filter);
    const missing = () =>
      vscode.languages.getDiagnostics(file.uri).filter(({ message }) => message.includes('getpid'))
        .length;
    await eventually('no finding about it', () => missing() === 0);
    await run('stopIgnoringTrap', key);
    await eventually('the finding again', () => missing() > 0);
  });

  test('copied as text, Markdown and JSON', async () => {
    const { key } = await trapSeen('getpid');
    const forms: [string, RegExp][] = [
      ['Text', /^Thread vcpu0 of first-trap was killed for getpid, number 39 on x86_64\.\n {2}/],
      ['Markdown', /^Thread vcpu0 of first-trap was killed for getpid[\s\S]*```text\n/],
      ['Json', /^\{"kind":"trap".*"comm":"vcpu0".*\}\n$/],
    ];
    for (const [form, expected] of forms) {
      await run(`copyTrapAs${form}`, { kind: 'trap', key });
      assert.match(await vscode.env.clipboard.readText(), expected);
    }
  });

  test('ticked when the allowlist takes it up, reopened when refused again, ticked when saved', async () => {
    const document = await vscode.workspace.openTextDocument(filter);
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('(libc::SYS_read'));
    edit.insert(filter, at, '(libc::SYS_getpid, vec![]),\n        ');
    await vscode.workspace.applyEdit(edit);
    await trap('getpid is allowed', ({ title, allowed }) => title === 'getpid' && allowed);
    // The record says the second that is yet to come: later than the change, for certain.
    const time = Date.now() + 1000;
    await folder.append('vmm.log', auditRecord({ syscall: 39, serial: 9, comm: '"vcpu0"', time }));
    await trap('getpid is refused again', (it) => it.title === 'getpid' && !it.allowed);
    await eventually('that second is over', () => Date.now() > time);
    assert.ok(await document.save());
    await trap('getpid is allowed again', ({ title, allowed }) => title === 'getpid' && allowed);
  });

  test('the keys of ours are no others’', async () => {
    const uri = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    // The editor's own, without what extensions add: a list with comments.
    const all = JSON.parse(text.replace(/^\s*\/\/.*$/gm, '')) as { key: string; command: string }[];
    assert.ok(all.length > 500, 'the editor has told its keys');
    for (const key of ['ctrl+f8', 'ctrl+shift+f8']) {
      const commands = all.filter((each) => each.key === key).map(({ command }) => command);
      assert.deepEqual(
        commands.filter((command) => !command.startsWith('seccompLens.')),
        [],
      );
    }
  });
});
