import * as vscode from 'vscode';
import type { Policy } from '../../core/policy/model';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import type { PolicySource } from '../shared/policy-source';
import { TextLines } from '../shared/text-lines';
import { FindingDiagnostic } from './finding-diagnostic';

/** On the workspace's Rust sources: what is wrong or worth knowing in the policies themselves. */
export class PolicyFindings extends Disposable {
  readonly #collection = this.register(
    vscode.languages.createDiagnosticCollection('seccomp-lens-policy'),
  );
  /** What each file's findings were found in: another policy is another version of the text. */
  readonly #shown = new Map<string, Policy>();

  constructor(private readonly lens: Lens) {
    super();
    this.register(
      lens.policies.onDidChange(() => {
        this.#show();
      }),
    );
  }

  #show(): void {
    const { sources } = this.lens.policies;
    const known = new Set(sources.map(({ uri }) => uri.toString()));
    this.#collection.forEach((uri) => {
      if (!known.has(uri.toString())) this.#collection.delete(uri);
    });
    for (const key of this.#shown.keys()) if (!known.has(key)) this.#shown.delete(key);
    for (const source of sources) {
      const { policy } = source;
      const key = source.uri.toString();
      if (this.#shown.get(key) === policy) continue;
      this.#shown.set(key, policy);
      this.lens.turns.run(() => {
        if (this.#shown.get(key) !== policy) return;
        this.#collection.set(source.uri, this.#diagnosticsOf(source));
      });
    }
  }

  #diagnosticsOf({ policy, ask }: PolicySource): FindingDiagnostic[] {
    const lines = new TextLines(policy.text);
    return ask
      .findingsOf(policy, { arch: this.lens.arch })
      .map(
        (finding) =>
          new FindingDiagnostic(
            finding,
            lines.rangeOf(finding.span),
            ask.findingRule(finding.rule)?.unused === true,
          ),
      );
  }
}
