import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../../src/features/shared/notify';
import { FILTER } from '../lib/filter';
import { api } from '../lib/model';
import { eventually, TestFolder } from '../lib/workspace';

/** Each is looked at by its class, its keys, its length: some throw at that. */
const THROWING = new Proxy(
  {},
  {
    get: () => {
      throw new Error('a getter of junk');
    },
    has: () => true,
    getPrototypeOf: () => null,
  },
);

const JUNK: readonly (readonly [what: string, args: readonly unknown[]])[] = [
  ['nothing', []],
  ['null', [null, null, null]],
  ['a number', [7, -1, Number.NaN]],
  ['a text', ['nothing of the kind', 'nothing']],
  ['a text of 100,000 letters', ['x'.repeat(100_000), 'x'.repeat(100_000)]],
  ['the name of a prototype', ['__proto__', 'constructor']],
  ['an object', [{}, {}]],
  ['a row of nothing', [{ kind: 'trap', key: {}, id: {}, file: 7, uri: null }, [null, 7, {}]]],
  ['a list', [[], []]],
  ['an object whose getters throw', [THROWING, THROWING, THROWING]],
  ['a function', [() => undefined]],
  ['a place of another kind', [new vscode.Range(-0, 0, 1e9, 1e9), new vscode.Position(1e9, 1e9)]],
  ...[
    'untitled:Untitled-77',
    'vscode-remote://ssh-remote+nowhere/filter.rs',
    'git:/nowhere/filter.rs?%7B%7D',
    'http://nowhere.invalid/filter.rs',
    'file:///nowhere/filter.rs',
    'file:///dev/zero',
    'command:workbench.action.quit',
    'nothing:',
  ].map((uri) => [uri, [vscode.Uri.parse(uri), 1e9, {}]] as const),
];

/** What a mistake of ours says, instead of what is wrong with what was given. */
const OF_JAVASCRIPT =
  /undefined|\bnull\b|is not (?:a |iterable)|Cannot (?:read|convert)|Illegal|Invalid (?:array|arguments|count)/i;

/** What a getter of the caller's throws is the caller's. */
function isOurMistake(thrown: unknown): boolean {
  const said = messageOf(thrown);
  return OF_JAVASCRIPT.test(said) || said.includes('\n') || said.length > 1000;
}

suite('junk for what other extensions and keybindings can call', () => {
  const before = process.env['XDG_STATE_HOME'];
  const rejected: unknown[] = [];
  const note = (reason: unknown) => rejected.push(reason);
  let folder: TestFolder;
  let state: string;

  setup(async () => {
    state = await mkdtemp(path.join(tmpdir(), 'seccomp-lens-state-'));
    process.env['XDG_STATE_HOME'] = state;
    folder = await TestFolder.create('junk');
    process.on('unhandledRejection', note);
  });

  teardown(async () => {
    process.off('unhandledRejection', note);
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.commands.executeCommand('seccompLens.clearAllowlistFilter');
    await folder.remove();
    if (before === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = before;
    await rm(state, { recursive: true, force: true });
  });

  /** What a command throws; whatever it asks for meanwhile is dismissed. */
  async function thrownBy(id: string, args: readonly unknown[]): Promise<unknown> {
    let ended: { readonly thrown: unknown } | undefined;
    vscode.commands.executeCommand(id, ...args).then(
      () => (ended = { thrown: null }),
      (thrown: unknown) => (ended = { thrown }),
    );
    const { thrown } = await eventually(`the end of ${id}`, async () => {
      if (!ended) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return ended;
    });
    return thrown;
  }

  test('each command ends with nothing, or with what was wrong', async () => {
    const source = await folder.write('filter.rs', FILTER);
    const ids = (await vscode.commands.getCommands(true)).filter((id) =>
      /^seccompLens\.\w+$/.test(id),
    );
    assert.ok(ids.length > 40, `${ids.length} commands`);
    const wrong: string[] = [];
    for (const id of ids) {
      for (const [what, args] of JUNK) {
        const thrown = await thrownBy(id, args);
        if (thrown !== null && isOurMistake(thrown))
          wrong.push(`${id}, ${what}: ${messageOf(thrown)}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(rejected.map(String), []);
    const document = await vscode.workspace.openTextDocument(source);
    assert.equal(document.getText(), FILTER);
  }).timeout(600_000);

  test('nothing is opened that is no source of the view', async () => {
    const log = await folder.write('vmm.log', 'nothing yet\n');
    const opened = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    for (const given of [
      undefined,
      null,
      7,
      '',
      '/',
      'kernel',
      log.fsPath,
      { id: '/etc/hostname' },
    ]) {
      assert.equal(await thrownBy('seccompLens.openSource', [given]), null);
    }
    // No fix is in it: another caller than a fix asks for it.
    assert.equal(await thrownBy('seccompLens.revealFix', [log, 0]), null);
    assert.deepEqual(opened(), []);
    await folder.watch(log);
    await vscode.commands.executeCommand('seccompLens.openSource', log.fsPath);
    await eventually('the log that is followed', () => opened().length === 1);
  });

  test('a line that no text has is not shown', async () => {
    const source = await folder.write('filter.rs', FILTER);
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    for (const line of [-1, 0.5, Number.NaN, Infinity]) {
      assert.equal(await thrownBy('seccompLens.revealFix', [source, line]), null);
    }
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs),
      [],
    );
    await vscode.commands.executeCommand('seccompLens.revealFix', source, 3);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 3);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('an address elsewhere with the path of a file is not that file', async () => {
    const source = await folder.write('filter.rs', FILTER);
    const elsewhere = source.with({
      scheme: 'git',
      query: JSON.stringify({ path: source.fsPath }),
    });
    const provider = vscode.workspace.registerTextDocumentContentProvider('elsewhere', {
      provideTextDocumentContent: () => FILTER,
    });
    try {
      for (const uri of [elsewhere, source.with({ scheme: 'elsewhere' })]) {
        await thrownBy('seccompLens.setAction', [uri, 'filter.rs', 'log']);
        await thrownBy('seccompLens.restoreAction', [uri]);
        await thrownBy('seccompLens.watchLogFile', [uri]);
        await thrownBy('seccompLens.revealFix', [uri, 0]);
        await thrownBy('seccompLens.comparePolicy', [uri]);
      }
    } finally {
      provider.dispose();
    }
    assert.equal(await readFile(source.fsPath, 'utf8'), FILTER);
    await thrownBy('seccompLens.openSource', [source.fsPath]);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    assert.deepEqual(tabs, []);
  });

  test('so does each call of the API', async () => {
    const { decode, propose } = await api();
    const wrong: string[] = [];
    for (const [what, [first]] of JUNK) {
      for (const [name, call] of Object.entries({
        decode: () => decode(first as string),
        propose: () => propose(first as never),
        'propose of': () => propose({ syscall: first as string, arch: 'x86_64' }),
        'propose for': () => propose({ syscall: 'getpid', arch: first as 'x86_64' }),
        'propose ioctl': () =>
          propose({ syscall: 'ioctl', request: first as string, arch: 'x86_64' }),
        'propose in': () => propose({ syscall: 'getpid', thread: first as string, arch: 'x86_64' }),
      })) {
        try {
          await call();
        } catch (error) {
          if (isOurMistake(error)) wrong.push(`${name} ${what}: ${messageOf(error)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(rejected.map(String), []);
  });
});
