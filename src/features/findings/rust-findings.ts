import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import { headSpan, missingCalls, openTraps } from '../shared/places';
import { TextLines } from '../shared/text-lines';
import { TrapDiagnostic } from './trap-diagnostic';
import { missingWords } from './words';

/** On the head of each allowlist: the calls that were refused and that it lacks. */
export class RustFindings extends Disposable {
  readonly #collection = this.register(vscode.languages.createDiagnosticCollection('seccomp-lens'));

  constructor(private readonly lens: Lens) {
    super();
    this.register(
      lens.verdicts.onDidChange(() => {
        this.#show();
      }),
    );
  }

  #show(): void {
    const found = this.#found();
    this.#collection.forEach((uri) => {
      if (!found.has(uri.toString())) this.#collection.delete(uri);
    });
    for (const { uri, diagnostics } of found.values()) this.#collection.set(uri, diagnostics);
  }

  #found(): Map<string, { readonly uri: vscode.Uri; readonly diagnostics: TrapDiagnostic[] }> {
    const found = new Map<string, { uri: vscode.Uri; diagnostics: TrapDiagnostic[] }>();
    const lines = new Map<string, TextLines>();
    for (const { source, target, traps } of missingCalls(openTraps(this.lens))) {
      const key = source.uri.toString();
      const file = found.get(key) ?? { uri: source.uri, diagnostics: [] };
      const starts = lines.get(key) ?? new TextLines(source.policy.text);
      found.set(key, file);
      lines.set(key, starts);
      file.diagnostics.push(
        new TrapDiagnostic(
          traps[0],
          starts.rangeOf(headSpan(source.policy, target)),
          missingWords(traps, 'rules' in target),
          vscode.DiagnosticSeverity.Warning,
          target.name,
        ),
      );
    }
    return found;
  }
}
