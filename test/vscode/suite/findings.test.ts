import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FILTER, filterOf } from '../lib/filter';
import { auditRecord, hexOf } from '../lib/records';
import { eventually, findings, findingsOn, TestFolder } from '../lib/workspace';

const { Information, Warning } = vscode.DiagnosticSeverity;

suite('findings', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('findings');
  });

  teardown(() => folder.remove());

  const follow = async (content: string) => {
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    const log = await folder.write('followed.log', content);
    await folder.watch(log);
    return log;
  };

  for (const { name, record, says, level } of [
    {
      name: 'a kill',
      record: auditRecord({ syscall: 318, comm: '"vcpu0"', exe: '"/usr/bin/my-vmm"' }),
      says: 'getrandom refused in my-vmm (thread vcpu0)',
      level: Warning,
    },
    {
      name: 'a call that was only logged',
      record: auditRecord({ syscall: 318, code: '0x7ffc0000', sig: 0 }),
      says: 'getrandom is not allowed, only logged in first-trap (thread guest)',
      level: Information,
    },
    {
      name: 'a thread that has its program’s name',
      record: auditRecord({ syscall: 39, comm: '"vmm"', exe: '"/opt/vmm"' }),
      says: 'getpid refused in vmm',
      level: Warning,
    },
    {
      name: 'a call that no table has',
      record: auditRecord({ syscall: 3999 }),
      says: 'unknown call 3999 refused in first-trap (thread guest)',
      level: Warning,
    },
    {
      name: 'a name with control characters',
      record: auditRecord({ syscall: 39, comm: hexOf('a\u001b[31m\nb'), exe: '"/opt/vmm"' }),
      says: 'getpid refused in vmm (thread a b)',
      level: Warning,
    },
  ]) {
    test(`on the line of a log: ${name}`, async () => {
      const log = await folder.write('level.log', `first line\n${record}`);
      const document = await vscode.workspace.openTextDocument(log);
      const [finding] = await findings(log, 1);
      assert.ok(finding);
      assert.equal(finding.message, says);
      assert.equal(finding.severity, level);
      assert.equal(finding.range.start.line, 1);
      assert.match(document.getText(finding.range), /^\d+$/);
    });
  }

  test('colours on the line do not move the finding', async () => {
    const text = auditRecord({ syscall: 318 }).replace('syscall=', '\u001b[1msyscall\u001b[0m=');
    const log = await folder.write('coloured.log', `\u001b[31m${text}`);
    const document = await vscode.workspace.openTextDocument(log);
    const [finding] = await findings(log, 1);
    assert.ok(finding);
    assert.equal(document.getText(finding.range), '318');
  });

  test('an edit moves what stands below it and keeps what stands above it', async () => {
    const quiet = 'nothing to see\n'.repeat(20);
    const record = auditRecord({ syscall: 318 });
    const log = await folder.write('edited.log', `${record}${quiet}${record}`);
    const document = await vscode.workspace.openTextDocument(log);
    const lines = (found: vscode.Diagnostic[]) => found.map(({ range }) => range.start.line);
    const before = await findings(log, 2);
    assert.deepEqual(lines(before), [0, 21]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(log, new vscode.Position(10, 0), `one more\n${auditRecord({ syscall: 39 })}`);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.deepEqual(lines(await findings(log, 3)), [0, 11, 23]);
    assert.equal(document.lineAt(23).text, record.trimEnd());
  });

  test('of a log with very many records the latest thousand are shown', async () => {
    const records = Array.from({ length: 1500 }, (_, serial) =>
      auditRecord({ syscall: 318, serial }),
    );
    const log = await folder.write('many.log', records.join(''));
    await vscode.workspace.openTextDocument(log);
    const found = await findings(log, 1000);
    assert.equal(found.at(-1)?.range.start.line, 1499);
  });

  test('of a very long log the end is read', async () => {
    const record = auditRecord({ syscall: 318 });
    const log = await folder.write('long.log', record + 'quiet\n'.repeat(25_000) + record);
    await vscode.workspace.openTextDocument(log);
    const [finding] = await findings(log, 1);
    assert.equal(finding?.range.start.line, 25_001);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(log, new vscode.Position(10, 0), 'one more\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually('the finding moved with its line', () => {
      const [moved, ...others] = findingsOn(log);
      return others.length === 0 && moved?.range.start.line === 25_002;
    });
  });

  test('a file of another language has them as long as it is followed', async () => {
    const serial = await folder.write('serial.md', auditRecord({ syscall: 318 }));
    await vscode.workspace.openTextDocument(serial);
    await folder.watch(serial);
    await findings(serial, 1);
    await vscode.commands.executeCommand('seccompLens.stopWatching', serial);
    await findings(serial, 0);
  });

  test('a count that grows is in the words; the file need not be open', async () => {
    const filter = await folder.write('filter.rs', filterOf('calls', ['read', 'write']));
    await follow(auditRecord({ syscall: 318, serial: 1 }));
    await findings(filter, 1);
    await folder.append('followed.log', auditRecord({ syscall: 318, serial: 2 }));
    await folder.append('followed.log', auditRecord({ syscall: 318, serial: 3 }));
    await findings(filter, 1);
    const three = 'getrandom was refused 3 times and is not in this allowlist';
    await eventually(three, () => findingsOn(filter)[0]?.message === three);
    assert.equal(findingsOn(filter)[0]?.severity, Warning);
  });

  test('one call of several threads is one finding on the list', async () => {
    const filter = await folder.write('filter.rs', filterOf('calls', ['read']));
    const log = ['"one"', '"two"'].map((comm, serial) =>
      auditRecord({ syscall: 318, comm, serial }),
    );
    await follow(log.join(''));
    const words = 'getrandom was refused 2 times and is not in this allowlist';
    await findings(filter, 1);
    await eventually(words, () => findingsOn(filter)[0]?.message === words);
  });

  test('a call that the list has gets none', async () => {
    const filter = await folder.write('filter.rs', filterOf('calls', ['getrandom']));
    await folder.write('other.rs', filterOf('others', ['read']));
    await follow(auditRecord({ syscall: 318 }));
    await findings(vscode.Uri.joinPath(filter, '../other.rs'), 1);
    assert.deepEqual(findingsOn(filter), []);
  });

  test('two lists that fit alike each get one', async () => {
    const text = filterOf('first', ['read']) + filterOf('second', ['write']);
    const filter = await folder.write('two.rs', text);
    await follow(auditRecord({ syscall: 318 }));
    const found = await findings(filter, 2);
    const document = await vscode.workspace.openTextDocument(filter);
    assert.deepEqual(
      found.map(({ range }) => document.getText(range)),
      ['first', 'second'],
    );
  });

  test('a denylist and a source without a list get none', async () => {
    const deny = filterOf('denied', ['openat'])
      .replace('::Allow', '::Errno(13)')
      .replace('::Trap', '::Allow');
    const denylist = await folder.write('deny.rs', deny);
    const none = await folder.write('none.rs', '// libc::SYS_read\nfn main() {}\n');
    const list = await folder.write('list.rs', filterOf('calls', ['read']));
    await follow(auditRecord({ syscall: 318 }));
    await findings(list, 1);
    assert.deepEqual([...findingsOn(denylist), ...findingsOn(none)], []);
  });

  test('a source with a syntax error elsewhere keeps its finding', async () => {
    const text = `${filterOf('calls', ['read'])}\nfn broken( { let = ; }\n`;
    const filter = await folder.write('broken.rs', text);
    await follow(auditRecord({ syscall: 318 }));
    await findings(filter, 1);
  });

  test('a refused request goes to the function of rules', async () => {
    const filter = await folder.write('filter.rs', FILTER);
    await follow(
      '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n[ERROR][HYPERLIGHT] IOCTL Param: 44547\n',
    );
    const [finding] = await findings(filter, 1);
    assert.ok(finding);
    const document = await vscode.workspace.openTextDocument(filter);
    assert.equal(document.getText(finding.range), 'ioctl_rules');
    const says = 'ioctl(KVM_CHECK_EXTENSION) was refused and is not among these rules';
    assert.equal(finding.message, says);
  });
});
