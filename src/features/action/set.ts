import * as vscode from 'vscode';
import { planAction } from '../../core/plan/action';
import { targetName, targetWithLine, type ActionTarget } from '../../core/plan/action-site';
import { actionTargets } from '../../core/plan/action-targets';
import { actionText, parseAction, SETTABLE, type Action } from '../../core/plan/action-words';
import type { Policy } from '../../core/policy/model';
import { readPolicy } from '../../core/policy/read';
import { applyEdits } from '../../core/text/edits';
import { readSource } from '../../host/source-file';
import { SourceStore } from '../../host/store/store';
import { refuseOutside, unsavedOf } from '../shared/inside';
import type { Lens } from '../shared/lens';
import { inPick } from '../shared/notify';
import { withoutLoosening } from './trace-first';

/** What the editor is called in what is kept. */
export const BY = 'Seccomp Lens in the editor';

/**
 * Sets the mismatch action of a filter, after asking for what is not given, in the file of the crate
 * that it is written in. The original is kept in the store first; a source with unsaved changes is saved.
 * @param filter as `planAction` takes it
 * @throws Error with one sentence; nothing was written then
 */
export async function setAction(
  lens: Lens,
  uri: vscode.Uri,
  filter?: string,
  action?: string,
): Promise<void> {
  refuseUntrusted();
  await refuseOutside(uri);
  await saved(uri);
  const { policy, fileOf, fileNamed } = await readForAction(lens, uri);
  const target = await pickTarget(actionTargets(policy, fileOf), filter);
  if (target === 'cancelled') return;
  const to = action === undefined ? await pickAction(uri, target) : parseAction(action);
  if (!to) return;
  const name = target ? targetWithLine(target) : filter;
  const named = name === undefined ? {} : { filter: name };
  const plan = planAction(policy, { to, fileOf, ...named });
  if (plan.kind !== 'change') throw new Error(plan.message);
  const { uri: written, text } = fileNamed(plan.file);
  if (plan.file !== null) {
    await refuseOutside(written);
    await saved(written);
  }
  const source = await readSource(written.fsPath);
  if (source.text !== text) {
    const name = vscode.workspace.asRelativePath(written);
    throw new Error(vscode.l10n.t('{0} has changed since it was read: nothing was written.', name));
  }
  await new SourceStore().holding(written.fsPath, BY, (hold) =>
    hold.write(applyEdits(text, plan.edits), source.version),
  );
}

/** A source as its file has it, and the files of its crate. */
interface ActionSource {
  readonly policy: Policy;
  readonly fileOf: (file: string) => Policy | null;
  /** @param file as plans name it; null for the source itself */
  readonly fileNamed: (file: string | null) => { readonly uri: vscode.Uri; readonly text: string };
}

async function readForAction(lens: Lens, uri: vscode.Uri): Promise<ActionSource> {
  const { text } = await readSource(uri.fsPath);
  const { policies, arch } = lens;
  const { policy, crate } = await policies.readSource(await vscode.workspace.openTextDocument(uri));
  // The editor makes the line ends of a file that mixes them alike: that is not what is to be written.
  if (policy.text !== text) {
    const alone = readPolicy(await policies.rustParser(), text, arch);
    return { policy: alone, fileOf: () => null, fileNamed: () => ({ uri, text }) };
  }
  return {
    policy,
    fileOf: (file) => crate.read(crate.tree, file, arch),
    fileNamed: (file) => ({
      uri: (file === null ? null : crate.uris.get(file)) ?? uri,
      text: crate.tree.textOf(file) ?? text,
    }),
  };
}

/** @throws Error where the workspace is not trusted */
export function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Error(vscode.l10n.t('Nothing is written in a workspace that is not trusted.'));
}

/** What is written is the file: what the editor holds unsaved must be in it. */
export async function saved(uri: vscode.Uri): Promise<void> {
  const open = await unsavedOf(uri);
  if (open && !(await open.save())) {
    const name = vscode.workspace.asRelativePath(uri);
    throw new Error(vscode.l10n.t('{0} could not be saved: nothing was written.', name));
  }
}

/** The filter that is meant; null where `planAction` is to say why there is none. */
async function pickTarget(
  targets: readonly ActionTarget[],
  filter: string | undefined,
): Promise<ActionTarget | null | 'cancelled'> {
  if (filter !== undefined) return null;
  if (targets.length < 2) return targets[0] ?? null;
  const items = targets.map((target) => ({
    label: inPick(targetName(target)),
    description: inPick(vscode.l10n.t('line {0}: {1}', target.site.line, actionText(target.from))),
    ...(target.site.file === null ? {} : { detail: inPick(target.site.file, 400) }),
    target,
  }));
  const placeHolder = vscode.l10n.t('Which filter?');
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  return picked?.target ?? 'cancelled';
}

async function pickAction(uri: vscode.Uri, target: ActionTarget | null): Promise<Action | null> {
  const words: Readonly<Record<string, string>> = {
    log: vscode.l10n.t('lets every call through, and has the kernel write down what is not listed'),
    trap: vscode.l10n.t('sends the thread SIGSYS, which names the call'),
    'kill-thread': vscode.l10n.t('ends the thread; the rest goes on, and may hang'),
    'kill-process': vscode.l10n.t('ends the process'),
  };
  const now = target && actionText(target.from);
  const items = SETTABLE.filter((name) => name !== now).map((name) => ({
    label: name,
    description: words[name] ?? '',
    run: null,
  }));
  const first = await withoutLoosening(uri, target?.from.name ?? null);
  const placeHolder = vscode.l10n.t('What is to happen to a call that is not listed?');
  const picked = await vscode.window.showQuickPick([...first, ...items], { placeHolder });
  if (picked?.run) await picked.run();
  return picked && !picked.run ? parseAction(picked.label) : null;
}
