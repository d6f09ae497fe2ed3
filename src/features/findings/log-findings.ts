import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { messageOf } from '../shared/notify';
import { callRange, isLogDocument, RECORD_LINES, recordsOn, trapOf } from '../shared/log-lines';
import { TrapDiagnostic } from './trap-diagnostic';
import { refusedWords } from './words';

/** What an editor shows of one document (VS Code's own limit); the latest are kept. */
const SHOWN_MOST = 1000;
/** Of a larger log the end is read: what has just been refused stands there. */
const LINES_READ = 20_000;

/** On the lines of open logs that hold a record of a refused call. */
export class LogFindings extends Disposable {
  readonly #collection = this.register(
    vscode.languages.createDiagnosticCollection('seccomp-lens-log'),
  );
  readonly #found = new Map<string, readonly TrapDiagnostic[]>();

  constructor(private readonly lens: Lens) {
    super();
    for (const document of vscode.workspace.textDocuments) this.#read(document, 0);
    this.register(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#read(document, 0);
      }),
    );
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const first = Math.min(...contentChanges.map(({ range }) => range.start.line));
        if (contentChanges.length > 0) this.#read(document, first);
      }),
    );
    this.register(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#forget(uri);
      }),
    );
    this.register(
      // A file of any language is a log as long as it is followed.
      lens.watchers.onDidChange(() => {
        for (const document of vscode.workspace.textDocuments) {
          const isRead = this.#found.has(document.uri.toString());
          if (!isRead) this.#read(document, 0);
          else if (!isLogDocument(lens, document)) this.#forget(document.uri);
        }
      }),
    );
    this.register(
      lens.verdicts.onDidChange(() => {
        for (const document of vscode.workspace.textDocuments) this.#show(document);
      }),
    );
  }

  /** Reads what follows line `changed`; what stands before it is known and stays as it is. */
  #read(document: vscode.TextDocument, changed: number): void {
    if (!isLogDocument(this.lens, document)) return;
    const key = document.uri.toString();
    const unchanged = Math.max(0, changed - RECORD_LINES);
    const from = Math.max(unchanged, document.lineCount - LINES_READ);
    const kept = (this.#found.get(key) ?? []).filter(({ range }) => range.start.line < unchanged);
    const records = recordsOn(document, from, document.lineCount).slice(-SHOWN_MOST);
    const read = records.flatMap((it) => {
      const trap = trapOf(document, it);
      if (!trap) return [];
      const severity =
        it.record.action === 'log'
          ? vscode.DiagnosticSeverity.Information
          : vscode.DiagnosticSeverity.Warning;
      const words = refusedWords(trap, it.record);
      return [new TrapDiagnostic(trap, callRange(document, it), words, severity)];
    });
    this.#found.set(key, [...kept, ...read].slice(-SHOWN_MOST));
    if (read.length > 0) this.#search();
    this.#show(document);
  }

  #forget(uri: vscode.Uri): void {
    this.#found.delete(uri.toString());
    this.#collection.delete(uri);
  }

  /** Only the workspace's allowlists tell whether what a log holds is still refused. */
  #search(): void {
    this.lens.policies.discover().catch((error: unknown) => {
      this.lens.log.error(`The workspace's sources were not searched: ${messageOf(error)}`);
    });
  }

  /** What an allowlist lets through by now is history and no problem. */
  #show(document: vscode.TextDocument): void {
    const found = this.#found.get(document.uri.toString());
    if (!found) return;
    const open = found.filter(({ trap }) => this.lens.verdicts.isOpen(trap));
    this.#collection.set(document.uri, open);
  }
}
