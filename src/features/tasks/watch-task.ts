import * as vscode from 'vscode';
import type { JSONPath } from 'jsonc-parser';
import type { Lens } from '../shared/lens';
import { inPick, messageOf, sayError } from '../shared/notify';
import { addMatchers, tasksIn } from './matcher-edit';

const RUST_ANALYZER = 'rust-lang.rust-analyzer';
const RUNNABLES = 'rust-analyzer.runnables.problemMatcher';
/** rust-analyzer's own default, and that of its tasks. */
const RUSTC = ['$rustc'];
const RUST_TYPES = new Set(['cargo', 'rust']);

/** A place where problem matchers are named. */
interface Choice extends vscode.QuickPickItem {
  readonly file: vscode.Uri;
  readonly list: JSONPath;
  /** What the list has while the file names none. */
  readonly present: readonly string[];
}

/**
 * `seccompLens.watchTask`: names our problem matchers where a task of another type names its own, in
 * an editor that is left unsaved: the person sees the change, and takes it or undoes it.
 */
export async function watchTask(lens: Lens): Promise<void> {
  const choices = await choicesOf(lens);
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is no task in .vscode/tasks.json yet. A task of the type “seccomp-lens” with a “command” and “args” is watched by itself.',
      ),
    );
    return;
  }
  const choice = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Watch This Task'),
    placeHolder: vscode.l10n.t('The task in whose output refused calls are to be seen'),
  });
  if (!choice) return;
  try {
    await addTo(choice);
  } catch (error) {
    const file = vscode.workspace.asRelativePath(choice.file);
    sayError(lens.log, vscode.l10n.t('{0} was not changed. {1}', file, messageOf(error)));
  }
}

async function choicesOf(lens: Lens): Promise<Choice[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const choices: Choice[] = [];
  for (const folder of folders) {
    const at = (name: string) => vscode.Uri.joinPath(folder.uri, '.vscode', name);
    if (vscode.extensions.getExtension(RUST_ANALYZER)) {
      choices.push({
        label: vscode.l10n.t('What rust-analyzer runs'),
        description: vscode.l10n.t('Run, Debug and Test above functions'),
        file: at('settings.json'),
        list: [RUNNABLES],
        present: RUSTC,
      });
    }
    const file = at('tasks.json');
    try {
      const tasks = tasksIn(await textOf(file));
      const others = tasks.filter(({ type }) => type !== 'seccomp-lens');
      for (const { index, label, type } of others) {
        choices.push({
          label: inPick(label),
          description: folders.length > 1 ? inPick(folder.name) : '',
          file,
          list: ['tasks', index, 'problemMatcher'],
          present: RUST_TYPES.has(type) ? RUSTC : [],
        });
      }
    } catch (error) {
      const name = vscode.workspace.asRelativePath(file);
      sayError(lens.log, vscode.l10n.t('{0} cannot be read. {1}', name, messageOf(error)));
    }
  }
  return choices;
}

async function addTo({ file, list, present }: Choice): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document);
  const { insertSpaces, tabSize } = editor.options;
  const indent = {
    insertSpaces: insertSpaces !== false,
    tabSize: typeof tabSize === 'number' ? tabSize : 4,
  };
  const edits = addMatchers(document.getText(), list, indent, present);
  const [first] = edits;
  if (!first) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This task is watched already.'));
    return;
  }
  await editor.edit((builder) => {
    for (const { offset, length, content } of edits) {
      const range = rangeOf(document, offset, length);
      builder.replace(range, content);
    }
  });
  editor.revealRange(rangeOf(document, first.offset, 0), vscode.TextEditorRevealType.InCenter);
}

function rangeOf(document: vscode.TextDocument, offset: number, length: number): vscode.Range {
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
}

/** As an editor has it, saved or not; empty where there is no such file. */
async function textOf(file: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file.fsPath);
  if (open) return open.getText();
  const exists = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!exists) return '';
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
