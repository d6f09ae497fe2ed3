import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isHostWorker } from '../../core/plan/host-function';
import type { PlanOptions } from '../../core/plan/options';
import { planFor } from '../../core/plan/plan';
import type { Plan, Remedy, Want } from '../../core/plan/remedy';
import type { TextEdit } from '../../core/text/span';
import type { Trap } from '../../core/traps/trap';
import { refuseOutside } from './inside';
import type { PolicySource } from './policy-store';

/** What one source of the workspace can do about a trap. */
export interface Offer {
  readonly source: PolicySource;
  readonly plan: Plan;
}

/** A remedy with the file and the version of it that its edits are for. */
export interface OfferedRemedy {
  readonly source: PolicySource;
  readonly remedy: Remedy;
}

/** What is to be allowed so that the trap does not come back; null where the call is not known. */
export function wantOf(trap: Trap): Want | null {
  if (!trap.syscall || !trap.arch) return null;
  return {
    arch: trap.arch,
    syscall: trap.syscall.name,
    request: trap.request,
    comm: trap.comm,
  };
}

/** The plan of every source for this trap, in the sources' order. */
export function offersFor(sources: readonly PolicySource[], trap: Trap): Offer[] {
  const want = wantOf(trap);
  return want ? offersOf(sources, want) : [];
}

/** The plan of every source for this call, in the sources' order. */
export function offersOf(sources: readonly PolicySource[], want: Want): Offer[] {
  return sources
    .filter(({ policy }) => {
      const hosts = policy.registrations.length > 0 && isHostWorker(want.comm);
      return policy.lists.length > 0 || hosts;
    })
    .map((source) => ({ source, plan: planEverywhere(source, want) }));
}

/**
 * What would let the trap through by allowing more than was seen, or allowing what is not known. Not
 * among the plan's own remedies: these are for a person who has read why, and still wants to.
 */
export function widerFor(sources: readonly PolicySource[], trap: Trap): OfferedRemedy[] {
  const want = wantOf(trap);
  if (!want) return [];
  return sources.flatMap((source) => {
    const plan = planEverywhere(source, want, { widen: true });
    const remedies = plan.kind === 'remedies' ? plan.remedies : [];
    return remedies.filter(({ widens }) => widens).map((remedy) => ({ source, remedy }));
  });
}

/** Where several lists fit and nothing tells which, each is offered: in an editor a person chooses. */
function planEverywhere(
  { policy, format }: PolicySource,
  want: Want,
  asked: PlanOptions = {},
): Plan {
  const options = format ? { ...asked, format } : asked;
  const plan = planFor(policy, want, options);
  if (plan.kind !== 'ambiguous') return plan;
  const remedies = plan.candidates.flatMap((list) => {
    const one = planFor(policy, want, { ...options, list });
    return one.kind === 'remedies' ? one.remedies : [];
  });
  // What answers for several lists at once is found again with each.
  const each = new Map(remedies.map((one) => [`${one.kind} ${one.title}`, one]));
  return each.size > 0 ? { kind: 'remedies', remedies: [...each.values()] } : plan;
}

/** All remedies of all sources, narrowest first. */
export function remediesOf(offers: readonly Offer[]): OfferedRemedy[] {
  return offers
    .flatMap(({ source, plan }) =>
      plan.kind === 'remedies' ? plan.remedies.map((remedy) => ({ source, remedy })) : [],
    )
    .sort((a, b) => Number(a.remedy.widens) - Number(b.remedy.widens));
}

/** Names a remedy between two looks at the same version of its file. */
export function remedyId({ source, remedy }: OfferedRemedy): string {
  return `${source.uri.toString()} ${remedy.kind} ${remedy.list} ${remedy.title}`;
}

/** The remedy as an edit of the document; throws as `textEdit` does. */
export function workspaceEdit({ source, remedy }: OfferedRemedy): Promise<vscode.WorkspaceEdit> {
  return textEdit(
    source,
    remedy.edits,
    remedy.widens
      ? { label: remedy.title, needsConfirmation: true, description: remedy.force }
      : undefined,
  );
}

/**
 * Edits of a source as an edit of the document. Throws one sentence when the document is no longer
 * the text that they were computed for (an offset into another text would cut anywhere), when it is
 * not one of this workspace, and when nobody may write the file: the editor would find that out only
 * when it is saved.
 */
export async function textEdit(
  { uri, policy }: PolicySource,
  edits: readonly TextEdit[],
  metadata?: vscode.WorkspaceEditEntryMetadata,
): Promise<vscode.WorkspaceEdit> {
  const document = await vscode.workspace.openTextDocument(uri);
  const name = vscode.workspace.asRelativePath(uri);
  if (document.getText() !== policy.text) {
    throw new Error(
      vscode.l10n.t('{0} has changed since it was read; ask for the fix again.', name),
    );
  }
  await refuseOutside(uri);
  if (await isReadOnly(uri)) throw new Error(vscode.l10n.t('{0} is read-only.', name));
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, newText } of edits) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(uri, range, newText, metadata);
  }
  return edit;
}

/** By its mode too: root may write what is marked as not to be written. */
async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return false;
  try {
    await access(uri.fsPath, constants.W_OK);
    return ((await stat(uri.fsPath)).mode & 0o222) === 0;
  } catch (error) {
    // A file that is not there yet can be written.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
