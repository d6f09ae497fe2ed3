import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { Heads } from '../shared/heads';
import type { Lens } from '../shared/lens';
import { missingCalls, openTraps } from '../shared/places';
import { TrapDiagnostic } from './trap-diagnostic';
import { missingWords } from './words';

/** On the head of each allowlist: the calls that were refused and that it lacks. */
export class RustFindings extends Disposable {
  readonly #collection = this.register(vscode.languages.createDiagnosticCollection('seccomp-lens'));

  readonly #heads = new Heads();

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
    for (const { source, target, traps } of missingCalls(openTraps(this.lens))) {
      const key = source.uri.toString();
      const file = found.get(key) ?? { uri: source.uri, diagnostics: [] };
      found.set(key, file);
      file.diagnostics.push(
        new TrapDiagnostic(
          traps[0],
          this.#heads.rangeOf(source.policy, target),
          missingWords(traps, 'rules' in target),
          vscode.DiagnosticSeverity.Warning,
          target.name,
        ),
      );
    }
    return found;
  }
}
