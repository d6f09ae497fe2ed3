import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import { isPackage } from '../shared/packages';

/** By then other extensions have started, and a source that is open is being read. */
const LATER_MS = 1000;

/** In a window of Rust, has what reads sources ready before the first of them is opened. */
export class Readiness extends Disposable {
  #timer: NodeJS.Timeout | undefined;
  #isDone = false;

  /** @param isOfRust whether the window is one of Rust by now */
  constructor(
    private readonly lens: Pick<Lens, 'policies' | 'log'>,
    private readonly isOfRust = windowIsOfRust,
  ) {
    super();
    this.register(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isRust(document)) this.#lookSoon();
      }),
    );
    this.#lookSoon();
  }

  override dispose(): void {
    super.dispose();
    clearTimeout(this.#timer);
  }

  #lookSoon(): void {
    if (this.#isDone) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#look().catch((error: unknown) => {
        this.lens.log.warn(`What reads sources was not made ready: ${messageOf(error)}`);
      });
    }, LATER_MS);
  }

  async #look(): Promise<void> {
    const { textDocuments, workspaceFolders = [] } = vscode.workspace;
    if (!(await this.isOfRust(textDocuments, workspaceFolders))) return;
    if (this.#isDone || this.disposed) return;
    this.#isDone = true;
    await this.lens.policies.prepare();
  }
}

/** Whether a Rust file is open, or a folder is a package. */
export async function windowIsOfRust(
  documents: readonly vscode.TextDocument[],
  folders: readonly vscode.WorkspaceFolder[],
): Promise<boolean> {
  return documents.some(isRust) || (await Promise.all(folders.map(isPackage))).includes(true);
}

function isRust({ languageId }: vscode.TextDocument): boolean {
  return languageId === 'rust';
}
