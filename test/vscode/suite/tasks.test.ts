import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { taskCommands } from '../../../src/features/diagnose/task-commands';
import { isAlive } from '../../lib/processes';
import { allArrived, MANY, numbered, recordsOf } from '../lib/numbered';
import { api, traps, trapSeen } from '../lib/model';
import { auditRecord, hyperlightIoctl } from '../lib/records';
import { run, start, TasksFile } from '../lib/tasks';
import { eventually, TestFolder } from '../lib/workspace';

suite('tasks', () => {
  let folder: TestFolder;
  let file: TasksFile;

  setup(async () => {
    folder = await TestFolder.create('tasks');
    file = new TasksFile();
  });

  teardown(async () => {
    for (const execution of vscode.tasks.taskExecutions) execution.terminate();
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await file.remove();
    await folder.remove();
  });

  const own = (label: string, command: string, args: readonly string[]) => ({
    type: 'seccomp-lens',
    label,
    command,
    args,
  });
  /** A task of another type, as rust-analyzer and people have them. */
  const other = (label: string, log: vscode.Uri, matchers: readonly string[]) => ({
    type: 'process',
    label,
    command: 'cat',
    args: [log.fsPath],
    problemMatcher: matchers,
  });
  const matchers = ['$seccomp', '$seccomp-unnamed'];

  test('of our own type: what it prints is decoded, its exit status is its own', async () => {
    const log = await folder.write('log', auditRecord({ syscall: 318 }));
    await file.write([own('vmm', 'sh', ['-c', 'cat "$0"; exit 7', log.fsPath])]);
    const status = await run(await file.task('vmm'));
    assert.equal(status, 7);
    const { origins } = await trapSeen('getrandom');
    assert.deepEqual(origins, ['task vmm']);
  });

  test('of our own type: killed by SIGSYS without a word, it is a call that is not named', async () => {
    const before = await recordsOf('tasks');
    await file.write([own('silent', 'sh', ['-c', 'kill -SYS $$'])]);
    assert.equal(await run(await file.task('silent')), 159);
    await eventually('one record', async () => (await recordsOf('tasks')) === before + 1);
    assert.deepEqual(await traps(), []);
  });

  test('of our own type: a terminal, a folder and variables as tasks.json has them', async () => {
    const script = 'test -t 1 && cd . && echo "$WORD" > "$1"/out && pwd >> "$1"/out';
    const out = vscode.Uri.joinPath(await folder.write('out', ''), '..');
    await file.write([
      {
        ...own('odd', 'sh', [
          '-c',
          script,
          'sh',
          '${workspaceFolder}/' + vscode.workspace.asRelativePath(out),
        ]),
        cwd: '.vscode',
        env: { WORD: "it's $HOME" },
      },
    ]);
    assert.equal(await run(await file.task('odd')), 0);
    const written = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(out, 'out'));
    const [word, pwd] = new TextDecoder().decode(written).split('\n');
    assert.equal(word, "it's $HOME");
    assert.ok(pwd?.endsWith('/.vscode'), pwd);
  });

  test('of another type: offered for a diagnosis in the folder that the editor runs it in', async () => {
    const log = await folder.write('log', '');
    await file.write([
      { ...other('near', log, []), options: { cwd: 'crates/vmm', env: { A: '1' } } },
      { ...other('asked', log, []), options: { cwd: '${input:where}' } },
    ]);
    await file.task('asked');
    const [near, ...more] = (await taskCommands()).filter(({ line }) => line.startsWith('cat '));
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.deepEqual(
      [near?.name, near?.cwd, near?.env],
      ['near', `${root}/crates/vmm`, { A: '1' }],
    );
    assert.deepEqual(more, []);
  });

  test('of our own type: ended by a person, it is gone', async () => {
    const out = await folder.write('pid', '');
    await file.write([own('long', 'sh', ['-c', 'echo $$ > "$0"; sleep 1000', out.fsPath])]);
    const { execution } = await start(await file.task('long'));
    const pid = await eventually('its process', async () => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(out)).trim();
      return text === '' ? undefined : Number(text);
    });
    execution.terminate();
    await eventually('the end of its process', () => !isAlive(pid));
  });

  test(`of our own type: ${MANY} numbered records, nothing twice, nothing lost`, async () => {
    const log = await folder.write('many', numbered(MANY));
    const before = await recordsOf('tasks');
    await file.write([own('many', 'cat', [log.fsPath])]);
    await run(await file.task('many'));
    await allArrived(MANY, 'tasks', before);
  });

  test('of another type: what the matcher finds is a trap, and its marker names no path of the line', async () => {
    const hostile = auditRecord({ syscall: 318, exe: '"/etc/passwd"', comm: '"/bin/ls:1:"' });
    const log = await folder.write('log', hostile + hyperlightIoctl(0xae03));
    await file.write([other('theirs 6', log, matchers)]);
    await run(await file.task('theirs 6'));
    await trapSeen('getrandom');
    await trapSeen('ioctl(KVM_CHECK_EXTENSION)');
    const marked = await eventually('three problems', () => {
      const all = problems().filter(([, { message }]) => !message.includes('DisallowedSyscall'));
      return all.length === 3 && all;
    });
    for (const [uri] of marked) {
      assert.match(uri.path, /\/media\/refused\/(call|IOCTL)$/);
      await vscode.workspace.fs.stat(uri);
    }
  });

  test('of another type: a click on the problem leads to the trap', async () => {
    const two = auditRecord({ syscall: 318 }) + auditRecord({ syscall: 41, serial: 8 });
    await file.write([other('theirs 7', await folder.write('log', two), matchers)]);
    await run(await file.task('theirs 7'));
    await trapSeen('getrandom');
    await trapSeen('socket');
    for (const title of ['socket', 'getrandom']) {
      const number = title === 'socket' ? 'syscall=41' : 'syscall=318';
      const [uri, { range }] = await eventually(`a problem with ${number}`, () =>
        problems().find(([, { message }]) => message.includes(number)),
      );
      // What the Problems panel does.
      await vscode.window.showTextDocument(uri, { selection: range, preview: true });
      const { focus } = await api();
      await eventually(`the decoder on ${title}`, () => focus()?.title === title);
      await eventually('the document closed', () => {
        const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
        return !open.some(({ label }) => label === 'call');
      });
    }
  });

  test('of another type: no number in the line is a call that is not named', async () => {
    const before = await watched();
    const line = "thread 'main' panicked: `Err` value: DisallowedSyscall\n";
    await file.write([other('theirs 8', await folder.write('log', line), matchers)]);
    await run(await file.task('theirs 8'));
    await eventually('one record', async () => (await watched()) === before + 1);
  });

  test('one click: our matchers are named in tasks.json, unsaved, its comments kept', async () => {
    const text = `{
  // the tests
  "version": "2.0.0",
  "tasks": [
    { "type": "process", "label": "theirs", "command": "true", "problemMatcher": ["$rustc" /* own */] },
  ],
}
`;
    await file.write([]);
    await vscode.workspace.fs.writeFile(vscode.Uri.file(file.path), new TextEncoder().encode(text));
    const done = vscode.commands.executeCommand('seccompLens.watchTask');
    await eventually('the edit', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeTextEditor?.document.isDirty === true;
    });
    await done;
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(
      document?.getText(),
      text.replace('["$rustc" ', '["$rustc", "$seccomp", "$seccomp-unnamed" '),
    );
    assert.equal(await file.read(), text, 'the file waits for the person');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});

/** Newer editors give the output of tasks as that of a terminal too: one of both tells of a line. */
async function watched(): Promise<number> {
  return (await recordsOf('tasks')) + (await recordsOf('terminals'));
}

/** What the problem matchers found that stands in Problems now. */
function problems(): [vscode.Uri, vscode.Diagnostic][] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, found]) =>
      found
        .filter(({ source }) => source === 'seccomp')
        .map((diagnostic): [vscode.Uri, vscode.Diagnostic] => [uri, diagnostic]),
    );
}
