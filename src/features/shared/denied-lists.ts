import type * as vscode from 'vscode';
import type { PolicySource } from './policy-source';

/**
 * The lists of which another source of the workspace makes a filter that refuses what they name. Nothing
 * leads from a file of names to the one that builds a filter of them, which knows what becomes of these
 * calls.
 */
export class DeniedLists {
  readonly #deniedBy = new WeakMap<PolicySource, readonly string[]>();

  constructor(private readonly policies: { readonly sources: readonly PolicySource[] }) {}

  /**
   * Whether other sources refuse all lists of a source that does not say itself what becomes of them: it
   * is no place for a call that is to be let through, and what it names is not let through.
   */
  holdsAllOf({ uri, policy }: PolicySource): boolean {
    let isAny = false;
    for (const { polarity, name } of policy.lists) {
      if (polarity === 'deny') continue;
      if (polarity !== 'unknown' || !this.#has(keyOf(uri, name))) return false;
      isAny = true;
    }
    return isAny;
  }

  #has(key: string): boolean {
    return this.policies.sources.some((one) => this.#keysOf(one).includes(key));
  }

  /** The lists of other files that a source makes a filter of which refuses what they name. */
  #keysOf(source: PolicySource): readonly string[] {
    const known = this.#deniedBy.get(source);
    if (known) return known;
    const denied = source.policy.elsewhere.flatMap(({ polarity, file, name }) => {
      const uri = file === null ? undefined : source.crate.uris.get(file);
      return polarity === 'deny' && uri ? [keyOf(uri, name)] : [];
    });
    this.#deniedBy.set(source, denied);
    return denied;
  }
}

function keyOf(uri: vscode.Uri, name: string): string {
  return `${name} ${uri.toString()}`;
}
