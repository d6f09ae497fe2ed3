import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { TestFolder, eventually } from '../lib/workspace';

const run = promisify(execFile);

const SOURCE = `fn worker() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![
        (libc::SYS_read, vec![]),
    ]
}
fn filter() -> SeccompFilter {
    SeccompFilter::new(worker().into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;
const SHARED = `pub fn common() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_brk, vec![])]
}
`;
/** Takes in what `shared.rs` has. */
const LIB = `mod shared;
fn worker() -> Vec<(i64, Vec<SeccompRule>)> {
    let mut all = vec![(libc::SYS_read, vec![])];
    all.extend(shared::common());
    all
}
fn filter() -> SeccompFilter {
    SeccompFilter::new(worker().into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;
const WIDER = SOURCE.replace('    ]', '        (libc::SYS_getpid, vec![]),\n    ]');

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { openRepository(root: vscode.Uri): Promise<unknown> };
}

/** The built-in extension, which the test workspace disables. */
async function gitEnabled(enabled: boolean): Promise<GitExtension> {
  const { Workspace } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration('git').update('enabled', enabled, Workspace);
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  assert.ok(extension, 'the built-in git extension');
  return extension.activate();
}

/** Waits for the report on a source to say something. */
async function report(source: vscode.Uri, says: RegExp): Promise<vscode.TextDocument> {
  let text = 'no report';
  return eventually(
    () => `${String(says)} in ${text}`,
    () => {
      const found = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'seccomp-lens-compare' && uri.query === source.fsPath,
      );
      text = found?.getText() ?? text;
      return says.test(text) && found;
    },
  );
}

/** Runs with the editor as it is where its Markdown extension is disabled: it has no such preview. */
async function withoutPreview(action: () => Promise<void>): Promise<void> {
  const { executeCommand } = vscode.commands;
  vscode.commands.executeCommand = async <T>(command: string, ...args: unknown[]): Promise<T> => {
    if (command === 'markdown.showPreview') throw new Error(`command '${command}' not found`);
    return executeCommand<T>(command, ...args);
  };
  try {
    await action();
  } finally {
    vscode.commands.executeCommand = executeCommand;
  }
}

suite('a policy compared with HEAD', () => {
  let folder: TestFolder;
  let source: vscode.Uri;
  let shared: vscode.Uri;

  setup(async () => {
    folder = await TestFolder.create('compare');
    source = await folder.write('filter.rs', SOURCE);
    shared = await folder.write('shared.rs', SHARED);
    await folder.write('lib.rs', LIB);
    const cwd = path.dirname(source.fsPath);
    const git = async (...args: string[]): Promise<void> => {
      const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
      await run('git', [...who, '-c', 'commit.gpgsign=false', ...args], { cwd });
    };
    await git('init', '-q');
    await git('add', '.');
    await git('commit', '-q', '-m', 'first');
    const extension = await gitEnabled(true);
    await eventually('git in the editor', () => extension.enabled);
    await eventually('the repository', async () => {
      const opened = await extension.getAPI(1).openRepository(vscode.Uri.file(cwd));
      return opened !== null;
    });
  });

  teardown(async () => {
    await gitEnabled(false);
    await folder.remove();
  });

  test('from Source Control: what is unsaved counts, and the page can only be read', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(source, new vscode.Range(0, 0, 99, 0), WIDER);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await vscode.commands.executeCommand('seccompLens.comparePolicy', { resourceUri: source });
    await report(
      source,
      /1 change in force: 1 widens\.[^]*\*\*widens\*\* .*getpid.*refused.*allowed/,
    );
    await eventually('the page, not its Markdown', () =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(
          ({ label, input }) =>
            label.includes('filter.rs, compared with HEAD') &&
            input instanceof vscode.TabInputWebview,
        ),
      ),
    );
  });

  test('where the Markdown preview is disabled, as text', async () => {
    await withoutPreview(async () => {
      await vscode.commands.executeCommand('seccompLens.comparePolicy', source);
    });
    const { uri } = await report(source, /Nothing changes in force\./);
    await eventually('the text of the report', () =>
      vscode.window.visibleTextEditors.some(
        ({ document }) => document.uri.toString() === uri.toString(),
      ),
    );
  });

  test('from the palette, of the editor’s file, which has not changed', async () => {
    await vscode.window.showTextDocument(source);
    await vscode.commands.executeCommand('seccompLens.comparePolicy');
    await report(source, /Nothing changes in force\./);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(source, new vscode.Range(0, 0, 99, 0), WIDER);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await vscode.commands.executeCommand('seccompLens.comparePolicy', source);
    await report(source, /getpid/);
  });

  test('a source that the last commit lacks is new as a whole', async () => {
    const fresh = await folder.write('fresh.rs', SOURCE);
    await vscode.commands.executeCommand('seccompLens.comparePolicy', fresh);
    await report(fresh, /no such list.*allowed/);
    // Its sibling is in the commit: it was not that nothing was known of the repository.
    await vscode.commands.executeCommand('seccompLens.comparePolicy', source);
    await report(source, /Nothing changes in force\./);
  });

  test('a JSON policy, and a file that is none', async () => {
    const policy = await folder.write(
      'policy.json',
      '{ "vmm": { "mismatch_action": "trap", "match_action": "allow", "filter": [{ "syscall": "brk" }] } }\n',
    );
    await vscode.commands.executeCommand('seccompLens.comparePolicy', { resourceUri: policy });
    await report(policy, /vmm.*brk.*no such list.*allowed/);
    const other = await folder.write('other.json', '{ "name": "x" }\n');
    await vscode.commands.executeCommand('seccompLens.comparePolicy', other);
    await report(other, /This JSON is neither a filter/);
  });

  test('another file of its crate, unsaved there', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(shared, new vscode.Range(0, 0, 99, 0), SHARED.replace('brk', 'mmap'));
    assert.ok(await vscode.workspace.applyEdit(edit));
    const lib = vscode.Uri.joinPath(source, '..', 'lib.rs');
    await vscode.commands.executeCommand('seccompLens.comparePolicy', lib);
    await report(lib, /2 changes in force: 1 widens\./);
    const told = await report(lib, /worker.*brk.*allowed.*refused/);
    assert.match(told.getText(), /worker.*mmap.*refused.*allowed/);
  });
});
