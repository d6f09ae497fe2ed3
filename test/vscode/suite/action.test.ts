import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { SourceStore } from '../../../src/host/store/store';
import { codeActions } from '../lib/code-actions';
import { filterOf } from '../lib/filter';
import { eventually, findings, TestFolder } from '../lib/workspace';

const TRAP = filterOf('calls', ['read', 'write']);
const LOG = TRAP.replace('SeccompAction::Trap', 'SeccompAction::Log');

suite('the mismatch action', () => {
  const before = process.env['XDG_STATE_HOME'];
  let folder: TestFolder;
  let state: string;

  setup(async () => {
    state = await mkdtemp(path.join(tmpdir(), 'seccomp-lens-state-'));
    process.env['XDG_STATE_HOME'] = state;
    folder = await TestFolder.create('action');
  });

  teardown(async () => {
    await folder.remove();
    if (before === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = before;
    await rm(state, { recursive: true, force: true });
  });

  const textOf = (uri: vscode.Uri): Promise<string> => readFile(uri.fsPath, 'utf8');

  /** Those offered at a text. The editor gives none while it takes up a file that was just written. */
  const actionsAt = async (uri: vscode.Uri, marked: string): Promise<vscode.CodeAction[]> => {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf(marked));
    return eventually(`an action at ${marked}`, async () => {
      const actions = await codeActions(
        uri,
        new vscode.Range(at, at),
        'refactor.seccompLens.action',
      );
      return actions.length > 0 && actions;
    });
  };

  const run = async ({ command }: vscode.CodeAction): Promise<void> => {
    assert.ok(command);
    await vscode.commands.executeCommand(
      command.command,
      ...((command.arguments ?? []) as unknown[]),
    );
  };

  test('to Log by the light bulb, and back to the byte by the command', async () => {
    const file = await folder.write('filter.rs', TRAP);
    const [toLog, ...others] = await actionsAt(file, 'SeccompAction::Trap');
    assert.ok(toLog);
    assert.deepEqual(others, []);
    await run(toLog);
    assert.equal(await textOf(file), LOG);
    assert.ok(await new SourceStore().kept(file.fsPath), 'the original is kept');
    const [finding] = await findings(file, 1);
    const { code } = finding ?? {};
    assert.equal(typeof code === 'object' ? code.value : code, 'lax-mismatch');
    await vscode.commands.executeCommand('seccompLens.restoreAction', file);
    assert.equal(await textOf(file), TRAP);
    assert.equal(await new SourceStore().kept(file.fsPath), null);
  });

  test('back to Trap by the light bulb, where somebody else set it to Log', async () => {
    const file = await folder.write('filter.rs', LOG);
    const [toTrap] = await actionsAt(file, 'SeccompAction::Log');
    assert.ok(toTrap);
    await run(toTrap);
    assert.equal(await textOf(file), TRAP);
  });

  test('what was edited since stays', async () => {
    const file = await folder.write('filter.rs', TRAP);
    await vscode.commands.executeCommand('seccompLens.setAction', file, undefined, 'log');
    assert.equal(await textOf(file), LOG);
    await writeFile(file.fsPath, `// mine\n${LOG}`);
    await vscode.commands.executeCommand('seccompLens.restoreAction', file);
    assert.equal(await textOf(file), `// mine\n${TRAP}`);
  });

  test('of a filter whose caller gives the action, in the file of the caller, and back', async () => {
    const builder = TRAP.replace('SeccompAction::Trap', 'mismatch').replace(
      'fn calls_filter()',
      'fn calls_filter(mismatch: SeccompAction)',
    );
    const main = `mod build;

fn main() {
    build::calls_filter(seccompiler::SeccompAction::Trap);
}
`;
    const caller = await folder.write('main.rs', main);
    const file = await folder.write('build.rs', builder);
    await eventually('the caller is found', async () => {
      await vscode.commands.executeCommand('seccompLens.setAction', file, undefined, 'log');
      return (await textOf(caller)) !== main;
    });
    assert.equal(await textOf(caller), main.replace('Trap', 'Log'));
    assert.equal(await textOf(file), builder);
    assert.ok(await new SourceStore().kept(caller.fsPath), 'the original is kept');
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
    await eventually('it is put back', async () => {
      await vscode.commands.executeCommand('seccompLens.restoreAction', file);
      return (await textOf(caller)) === main;
    });
  });
});
