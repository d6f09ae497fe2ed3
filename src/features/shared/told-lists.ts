import type * as vscode from 'vscode';
import type { PolicySource } from './policy-source';

/**
 * What the sources of a workspace tell of each other's lists. Nothing leads from a file of names to the
 * one that builds a filter of them, which knows what becomes of these calls.
 */
export class ToldLists {
  readonly #denied = new WeakMap<PolicySource, readonly string[]>();

  constructor(private readonly policies: { readonly sources: readonly PolicySource[] }) {}

  /**
   * Whether other sources tell that all lists of a source that tells it not itself are refused: it is no
   * place for a call that is to be let through, and what it names is not let through.
   */
  isRefused({ uri, policy }: PolicySource): boolean {
    let isAny = false;
    for (const { polarity, name } of policy.lists) {
      if (polarity === 'deny') continue;
      if (polarity !== 'unknown' || !this.#isDenied(keyOf(uri, name))) return false;
      isAny = true;
    }
    return isAny;
  }

  #isDenied(key: string): boolean {
    return this.policies.sources.some((one) => this.#deniedBy(one).includes(key));
  }

  /** The lists of other files that a source makes a filter of which refuses what they name. */
  #deniedBy(source: PolicySource): readonly string[] {
    const known = this.#denied.get(source);
    if (known) return known;
    const denied = source.policy.elsewhere.flatMap(({ polarity, file, name }) => {
      const uri = file === null ? undefined : source.crate.uris.get(file);
      return polarity === 'deny' && uri ? [keyOf(uri, name)] : [];
    });
    this.#denied.set(source, denied);
    return denied;
  }
}

function keyOf(uri: vscode.Uri, name: string): string {
  return `${name} ${uri.toString()}`;
}
