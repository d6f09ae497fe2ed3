import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

const LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 50;

/** The extension, activated. */
export async function extension(): Promise<vscode.Extension<unknown>> {
  const found = vscode.extensions.getExtension('seccomp-lens.seccomp-lens');
  assert.ok(found, 'seccomp-lens.seccomp-lens is not installed');
  await found.activate();
  return found;
}

/** A folder of one test in the test workspace. */
export class TestFolder {
  readonly #watched: vscode.Uri[] = [];

  private constructor(private readonly path: string) {}

  static async create(name: string): Promise<TestFolder> {
    await extension();
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(root, 'the suite needs a workspace folder');
    // A name of its own: the editor keeps the text of a closed file for a while.
    return new TestFolder(await mkdtemp(path.join(root, `${name}-`)));
  }

  async write(name: string, content: string): Promise<vscode.Uri> {
    const file = path.join(this.path, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return vscode.Uri.file(file);
  }

  async append(name: string, content: string): Promise<void> {
    await appendFile(path.join(this.path, name), content);
  }

  /** Follows a log, until this folder is removed. */
  async watch(log: vscode.Uri): Promise<void> {
    this.#watched.push(log);
    await vscode.commands.executeCommand('seccompLens.watchLogFile', log);
  }

  /** Throws unsaved changes away, stops what was watched, forgets the traps, removes the files. */
  async remove(): Promise<void> {
    for (const document of vscode.workspace.textDocuments) {
      if (!document.isDirty || !document.uri.fsPath.startsWith(this.path)) continue;
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const log of this.#watched.splice(0)) {
      await vscode.commands.executeCommand('seccompLens.stopWatching', log);
    }
    await rm(this.path, { recursive: true, force: true });
    await vscode.commands.executeCommand('seccompLens.clearTraps');
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
  }
}

/**
 * Waits until `look` gives something. The editor has no event for much of what is waited for, so it
 * is asked again and again; `what` is what the failure says was missing.
 */
export async function eventually<T>(
  what: string | (() => string),
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) assert.fail(`did not come: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/**
 * Touches a file until the editor's watcher tells of it. Of one that comes and goes between two of
 * its looks it tells nothing, and nothing either of one that came before its folder was watched.
 */
export async function watched(file: vscode.Uri): Promise<void> {
  let isTold = false;
  const watcher = vscode.workspace.createFileSystemWatcher('**', false, false, true);
  const note = (uri: vscode.Uri) => {
    isTold ||= uri.toString() === file.toString();
  };
  watcher.onDidCreate(note);
  watcher.onDidChange(note);
  try {
    await eventually(`word of ${file.fsPath}`, async () => {
      if (!isTold) await utimes(file.fsPath, new Date(), new Date());
      return isTold;
    });
  } finally {
    watcher.dispose();
  }
}

/** Our diagnostics on a file. */
export function findingsOn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Seccomp Lens');
}

/** Waits for exactly so many of our diagnostics on a file. */
export function findings(uri: vscode.Uri, count: number): Promise<vscode.Diagnostic[]> {
  return eventually(`${count} findings on ${path.basename(uri.fsPath)}`, () => {
    const found = findingsOn(uri);
    return found.length === count && found;
  });
}
