import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FILTER } from '../lib/filter';
import { api } from '../lib/model';
import { TestFolder } from '../lib/workspace';

const RECORD =
  'audit: type=1326 audit(1795502237.406:7): auid=0 uid=0 gid=0 ses=1 pid=7 comm="guest" ' +
  'exe="/bin/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f code=0x80000000';

suite('what other extensions and language models may ask', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('asked');
    await folder.write('filter.rs', FILTER);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
  });

  teardown(() => folder.remove());

  test('decode tells what a text says, and changes no view', async () => {
    const { decode, traps } = await api();
    const before = traps().length;
    const { traps: found, unnamed, lost } = decode(`x\n${RECORD}\nBad system call\n`);
    assert.deepEqual(found, [
      {
        title: 'getpid',
        arch: 'x86_64',
        number: 39,
        syscall: 'getpid',
        request: null,
        requestNames: [],
        action: 'kill-process',
        thread: 'guest',
        program: '/bin/vmm',
        count: 1,
        lines: [2],
      },
    ]);
    assert.deepEqual([unnamed, lost], [[], 0]);
    assert.equal(traps().length, before);
  });

  test('propose gives a remedy whose edit is made only when it is asked for', async () => {
    const { propose } = await api();
    const { remedies } = await propose({ syscall: 'SYS_getppid', arch: 'x86_64' });
    const [first] = remedies;
    assert.ok(first, 'no remedy');
    assert.equal(first.kind, 'allow');
    assert.equal(first.widens, false);
    const edit = await first.edit();
    assert.match(JSON.stringify(edit.get(first.uri)), /libc::SYS_getppid/);
    const source = await vscode.workspace.openTextDocument(first.uri);
    assert.ok(!source.isDirty);
  });

  test('propose says in one sentence what no table has', async () => {
    const { propose } = await api();
    await assert.rejects(propose({ syscall: 'nothing' }), /^Error: No table of \w+ has the call/);
    await assert.rejects(
      propose({ syscall: 'ioctl', request: 'KVM_NOTHING' }),
      /^Error: No table of \w+ has the ioctl request KVM_NOTHING\.$/,
    );
  });

  test('a language model decodes a denial and reads what would allow it', async () => {
    const ask = async (tool: string, input: object) => {
      const { content } = await vscode.lm.invokeTool(tool, {
        input,
        toolInvocationToken: undefined,
      });
      return content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    };
    const decoded = JSON.parse(await ask('seccomp-lens_decode', { text: RECORD })) as {
      traps: { syscall: string }[];
    };
    assert.deepEqual(
      decoded.traps.map(({ syscall }) => syscall),
      ['getpid'],
    );
    const proposal = await ask('seccomp-lens_propose', { syscall: 'getppid', arch: 'x86_64' });
    assert.match(proposal, /^Allow getppid in \w+ \(.+\.rs:\d+\)\n(?:.*\n)*\+.*libc::SYS_getppid/);
    await assert.rejects(ask('seccomp-lens_propose', { syscall: 7 }), /syscall must be a text/);
    const changed = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
    assert.deepEqual(changed, []);
  });
});
