import * as vscode from 'vscode';
import type { PolicySource } from './policy-source';

/**
 * Of the paths by which links lead to one file: the one that is open, with unsaved changes before
 * others, else the file's own, else the first.
 * @param sources all, by path
 * @param reals where the links in a source's path lead, by its URI as text
 */
export function onePathEach(
  sources: readonly PolicySource[],
  reals: ReadonlyMap<string, string>,
): readonly PolicySource[] {
  const open = new Map(
    vscode.workspace.textDocuments.map(({ uri, isDirty }) => [uri.toString(), isDirty ? 0 : 1]),
  );
  const best = new Map<string, { readonly source: PolicySource; readonly rank: number }>();
  for (const source of sources) {
    const { uri } = source;
    const real = reals.get(uri.toString()) ?? uri.fsPath;
    const rank = open.get(uri.toString()) ?? (real === uri.fsPath ? 2 : 3);
    if (rank < (best.get(real)?.rank ?? 4)) best.set(real, { source, rank });
  }
  const chosen = new Set([...best.values()].map(({ source }) => source));
  return sources.filter((source) => chosen.has(source));
}
