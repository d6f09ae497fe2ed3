import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { PlanOptions } from '../../core/plan/options';
import type { Plan, Remedy, Want } from '../../core/plan/remedy';
import type { TextEdit } from '../../core/text/span';
import type { Trap } from '../../core/traps/trap';
import { codeOf } from '../../host/read-error';
import { refuseOutside } from './inside';
import { optionsFor, type PolicySource } from './policy-source';

/** What one source of the workspace can do about a trap. */
export interface Offer {
  readonly source: PolicySource;
  readonly plan: Plan;
}

/** A remedy with the file and the version of it that its edits are for. */
export interface OfferedRemedy {
  /** What changes: the source that was asked, or another file of its crate. */
  readonly source: PolicySource;
  /** Its `file` is null: the source is that file. */
  readonly remedy: Remedy;
  /** Whose plan it is of. */
  readonly asked: PolicySource;
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
    .filter(({ policy, ask }) => {
      const hosts = policy.registrations.length > 0 && ask.isHostWorker(want.comm);
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
    return remedies.filter(({ widens }) => widens).flatMap((one) => offered(source, one));
  });
}

/** Where several lists fit and nothing tells which, each is offered: in an editor a person chooses. */
function planEverywhere(source: PolicySource, want: Want, asked: PlanOptions = {}): Plan {
  const { policy, format, ask } = source;
  const page = ask.pageOf(policy.text, format);
  const options = optionsFor(source, want.arch, { ...asked, page });
  const plan = ask.planFor(policy, want, options);
  if (plan.kind !== 'ambiguous') return plan;
  const remedies = plan.candidates.flatMap((list) => {
    const one = ask.planFor(policy, want, { ...options, list });
    return one.kind === 'remedies' ? one.remedies : [];
  });
  // What answers for several lists at once is found again with each.
  const each = new Map(remedies.map((one) => [`${one.kind} ${one.title}`, one]));
  return each.size > 0 ? { kind: 'remedies', remedies: [...each.values()] } : plan;
}

/** All remedies of all sources, narrowest first; what several sources offer in one file is there once. */
export function remediesOf(offers: readonly Offer[]): OfferedRemedy[] {
  const all = offers.flatMap(({ source, plan }) =>
    plan.kind === 'remedies' ? plan.remedies.flatMap((remedy) => offered(source, remedy)) : [],
  );
  const each = new Map<string, OfferedRemedy>();
  for (const one of all) {
    const id = remedyId(one);
    if (!each.has(id) || one.asked === one.source) each.set(id, one);
  }
  return [...each.values()].sort((a, b) => Number(a.remedy.widens) - Number(b.remedy.widens));
}

/** A remedy of a source's plan, with the file that it is one of. */
export function offered(asked: PolicySource, remedy: Remedy): OfferedRemedy[] {
  if (remedy.file === null) return [{ source: asked, remedy, asked }];
  const source = asked.crate.sourceOf(remedy.file);
  return source ? [{ source, remedy: { ...remedy, file: null }, asked }] : [];
}

/** Names a remedy between two looks at the same version of its file. */
export function remedyId({ source, remedy }: OfferedRemedy): string {
  return `${source.uri.toString()} ${remedy.kind} ${remedy.list} ${remedy.title}`;
}

/** The remedy as an edit of the document; throws as `textEdit` does. */
export function workspaceEdit({
  source,
  remedy,
}: Pick<OfferedRemedy, 'source' | 'remedy'>): Promise<vscode.WorkspaceEdit> {
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
  { uri, policy }: Pick<PolicySource, 'uri'> & { readonly policy: { readonly text: string } },
  edits: readonly TextEdit[],
  metadata?: vscode.WorkspaceEditEntryMetadata,
  edit = new vscode.WorkspaceEdit(),
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
    return codeOf(error) !== 'ENOENT';
  }
}
