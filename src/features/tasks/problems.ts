import * as path from 'node:path';
import * as vscode from 'vscode';
import { decoding } from '../../core/records/late';
import type { Origin, Trap } from '../../core/traps/trap';
import { joining } from '../../core/traps/late';
import { LiveDecoder } from '../../host/live-decoder';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import type { TaskSource } from './source';

/**
 * The folder of the documents that our problem matchers name. A marker needs a file that is there,
 * and a path out of a log must never be one: the matchers take the word “call” or “IOCTL” from the
 * line, and as a marker's line the last three digits of the number, so that a click tells which.
 */
const FOLDER = ['media', 'refused'] as const;
/** Who reads all of the output may tell of a line a little later than the problem matcher. */
const TOLD_MS = 300;
/** The editor opens a document and then selects in it. */
const CLICKED_MS = 150;

/** Reads back what the problem matcher `$seccomp` found in the output of tasks. */
export class TaskProblems extends Disposable {
  readonly #folder: string;
  readonly #origin: Origin = { label: vscode.l10n.t('a task'), file: null };
  /** What stands in Problems now, by document. */
  readonly #standing = new Map<string, ReadonlySet<string>>();
  readonly #decoder = this.register(
    new LiveDecoder((records) => {
      this.source.takeProblems(records, this.#origin);
    }),
  );
  #fresh: string[] = [];
  #told: NodeJS.Timeout | undefined;
  #clicked: NodeJS.Timeout | undefined;

  constructor(
    private readonly lens: Lens,
    private readonly source: TaskSource,
  ) {
    super();
    this.#folder = path.join(lens.context.extensionPath, ...FOLDER);
    this.register(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        this.#read(uris.filter((uri) => this.#isOurs(uri)));
      }),
    );
    this.register(
      vscode.tasks.onDidStartTask(() => {
        // What one run says explains nothing of another.
        this.#takeFresh();
        this.#decoder.end();
        lens.told.forget();
      }),
    );
    const clicked = (editor: vscode.TextEditor | undefined) => {
      if (editor && this.#isOurs(editor.document.uri)) this.#click(editor);
    };
    this.register(vscode.window.onDidChangeActiveTextEditor(clicked));
    this.register(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        clicked(textEditor);
      }),
    );
    // Those of a task that ran before the window was loaded again.
    const standing = vscode.languages.getDiagnostics().map(([uri]) => uri);
    this.#read(standing.filter((uri) => this.#isOurs(uri)));
  }

  override dispose(): void {
    clearTimeout(this.#told);
    clearTimeout(this.#clicked);
    super.dispose();
  }

  #isOurs(uri: vscode.Uri): boolean {
    return path.dirname(uri.fsPath) === this.#folder;
  }

  #read(uris: readonly vscode.Uri[]): void {
    // The line with the number of an ioctl stands before the one with its request.
    const sorted = [...uris].sort((a, b) => (a.path < b.path ? 1 : -1));
    this.#fresh.push(...sorted.flatMap((uri) => this.#freshOn(uri)));
    if (this.#fresh.length === 0) return;
    this.#told ??= setTimeout(() => {
      this.#takeFresh();
    }, TOLD_MS);
  }

  #takeFresh(): void {
    clearTimeout(this.#told);
    this.#told = undefined;
    for (const line of this.#fresh.splice(0)) {
      if (!this.lens.told.has(line)) this.#decoder.push(`${line}\n`);
    }
  }

  #freshOn(uri: vscode.Uri): string[] {
    const key = uri.toString();
    const before = this.#standing.get(key);
    const now = new Set(vscode.languages.getDiagnostics(uri).map(({ message }) => message));
    this.#standing.set(key, now);
    return [...now].filter((message) => !before?.has(message));
  }

  /** A problem of ours was opened: its document says nothing, the decoder does. */
  #click(editor: vscode.TextEditor): void {
    clearTimeout(this.#clicked);
    this.#clicked = setTimeout(() => void this.#lead(editor), CLICKED_MS);
  }

  async #lead({ document, selection }: vscode.TextEditor): Promise<void> {
    const last = document.lineCount - 1;
    const problem = vscode.languages
      .getDiagnostics(document.uri)
      .find(({ range }) => Math.min(range.start.line, last) === selection.active.line);
    await closeTabs(document.uri);
    const trap = problem ? this.#trapOf(problem.message) : null;
    if (trap) await vscode.commands.executeCommand('seccompLens.showTrap', trap.key);
    else await vscode.commands.executeCommand('seccompLens.traps.focus');
  }

  #trapOf(message: string): Trap | null {
    const [record] = decoding().decodeText(`${message}\n`);
    const alone = record ? new (joining().TrapJoiner)().add(record, this.#origin) : null;
    const known = alone ? this.lens.traps.byKey(alone.key) : null;
    // One line of several says less than all of them together.
    const told = this.lens.traps.traps.find(({ evidence }) =>
      evidence.some((each) => each.record.raw.split('\n').includes(record?.raw ?? message)),
    );
    return told ?? known;
  }
}

async function closeTabs(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  await vscode.window.tabGroups.close(ours);
}
