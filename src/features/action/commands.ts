import * as vscode from 'vscode';
import { SourceStore } from '../../host/store/store';
import { fileIn } from '../shared/inside';
import type { Lens } from '../shared/lens';
import { fileInPick, messageOf, sayError } from '../shared/notify';
import type { PolicySource } from '../shared/policy-source';
import type { KeptTexts } from './kept-texts';
import { restoreAction } from './restore';
import { setAction } from './set';

/** `uri`, `filter` and `action` where a fix calls it; asks for what is not given. */
export async function setCommand(
  lens: Lens,
  uri?: unknown,
  filter?: unknown,
  action?: unknown,
): Promise<void> {
  await told(lens, async () => {
    const file = fileIn(uri) ?? (await pickFilter(lens));
    const text = (value: unknown): string | undefined =>
      typeof value === 'string' ? value : undefined;
    if (file) await setAction(lens, file, text(filter), text(action));
  });
}

/** Undoes what the tool changed; a filter that somebody else set to Log is set to Trap on a click. */
export async function restoreCommand(lens: Lens, texts: KeptTexts, uri?: unknown): Promise<void> {
  await told(lens, async () => {
    const file = fileIn(uri) ?? (await pickLoose(lens));
    if (!file) return;
    const kept = await keptFor(lens, file);
    if (kept) await restoreAction(kept, texts);
    else await setAction(lens, file);
  });
}

/** The file that was changed for a source: itself, or the one that its filter's action is written in. */
async function keptFor({ policies }: Lens, file: vscode.Uri): Promise<vscode.Uri | null> {
  const store = new SourceStore();
  if (await store.kept(file.fsPath)) return file;
  const source = policies.sources.find(({ uri }) => uri.toString() === file.toString());
  for (const site of source?.policy.filters.flatMap((one) => one.mismatchSites) ?? []) {
    const other = site.file === null ? undefined : source?.crate.uris.get(site.file);
    if (other && (await store.kept(other.fsPath))) return other;
  }
  return null;
}

async function pickFilter(lens: Lens): Promise<vscode.Uri | null> {
  const none = vscode.l10n.t('No source of this workspace builds a filter.');
  return pickSource(lens, ({ policy }) => policy.filters.length > 0, none);
}

async function pickLoose(lens: Lens): Promise<vscode.Uri | null> {
  const none = vscode.l10n.t('No filter of this workspace is on Log.');
  return pickSource(lens, ({ policy, ask }) => ask.filtersOnLog(policy).length > 0, none);
}

/**
 * The source in front, else one of the workspace's.
 * @throws Error that says `none` where none fits
 */
async function pickSource(
  { policies }: Lens,
  fits: (source: PolicySource) => boolean,
  none: string,
): Promise<vscode.Uri | null> {
  await policies.discover();
  const sources = policies.sources.filter(fits);
  const front = vscode.window.activeTextEditor?.document.uri.toString();
  const here = sources.find(({ uri }) => uri.toString() === front);
  if (here) return here.uri;
  const [only, ...others] = sources;
  if (!only) throw new Error(none);
  if (others.length === 0) return only.uri;
  const items = sources.map(({ uri }) => ({ label: fileInPick(uri), uri }));
  const placeHolder = vscode.l10n.t('The filter of which source?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.uri ?? null;
}

async function told(lens: Lens, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    sayError(lens.log, messageOf(error));
  }
}
