import * as vscode from 'vscode';
import { targetWithLine, targetWords } from '../../core/plan/action-site';
import type { Lens } from '../shared/lens';
import { fileInPick, inPick } from '../shared/notify';

/** What is diagnosed. */
export interface Subject {
  readonly source: vscode.Uri;
  /** The function or constant that builds the filter; null: the trace tells. */
  readonly filter: string | null;
}

const REMEMBERED = 'seccompLens.diagnose.source';

/**
 * Which filter: no question where the workspace has one only.
 * @returns null where nobody chose one
 * @throws Error with one sentence where there is none
 */
export async function pickSubject(lens: Lens, asked?: vscode.Uri): Promise<Subject | null> {
  await lens.policies.discover();
  const source = asked ?? (await pickSource(lens));
  if (!source) return null;
  const document = await vscode.workspace.openTextDocument(source);
  const { policy, ask } = await lens.policies.readSource(document);
  const targets = ask.actionTargets(policy);
  if (targets.length < 2) return { source, filter: null };
  const told = { label: vscode.l10n.t('The one that refuses'), filter: null };
  const items = targets.map((target) => ({
    label: inPick(targetWords(target), 200),
    filter: targetWithLine(target),
  }));
  const placeHolder = vscode.l10n.t('Which filter may be set to Log, where nothing else tells?');
  const picked = await vscode.window.showQuickPick([told, ...items], { placeHolder });
  return picked ? { source, filter: picked.filter } : null;
}

async function pickSource({ policies, context }: Lens): Promise<vscode.Uri | undefined> {
  const sources = policies.sources.filter(({ policy }) => policy.filters.length > 0);
  const [only] = sources;
  if (!only) throw new Error(vscode.l10n.t('No source of this workspace builds a filter.'));
  if (sources.length === 1) return only.uri;
  const last = context.workspaceState.get<string>(REMEMBERED);
  const items = sources
    .map(({ uri }) => ({ label: fileInPick(uri), uri }))
    .sort((a, b) => Number(b.uri.toString() === last) - Number(a.uri.toString() === last));
  const placeHolder = vscode.l10n.t('Which source builds the filter?');
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  if (picked) await context.workspaceState.update(REMEMBERED, picked.uri.toString());
  return picked?.uri;
}
