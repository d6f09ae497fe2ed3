import * as vscode from 'vscode';
import type { PlanOptions } from '../../core/plan/options';
import type { Want } from '../../core/plan/remedy';
import type { Lens } from '../shared/lens';
import { messageOf, plain, sayError } from '../shared/notify';
import { offered, workspaceEdit } from '../shared/offers';
import { optionsFor } from '../shared/policy-source';
import { showLine } from '../shared/show-line';
import type { AllowlistNode, ListNode } from './nodes';
import { pickCall, pickList } from './pick';
import { listNameOf, wantOfRow } from './wanted';

/** Asks for a call, and for `ioctl` for a request, and puts it into the list. */
export async function addEntry(lens: Lens, node: AllowlistNode | null): Promise<void> {
  const list = listOf(node) ?? (await pickList(lens));
  if (!list) return;
  const want = await pickCall(lens.arch, list.list);
  if (!want) return;
  const kind = want.request === null ? 'allow' : 'allow-argument';
  await change(lens, list, want, { kind });
}

/** Takes the entry, or the one request, out of its list. */
export async function removeEntry(lens: Lens, node: AllowlistNode | null): Promise<void> {
  if (node?.kind !== 'entry' && node?.kind !== 'rule') return;
  const list = listOf(node);
  const want = wantOfRow(node, lens.arch);
  if (!list) return;
  if (!want) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('No table has the name of this call: remove its line by hand.'),
    );
    return;
  }
  await change(lens, list, want, { kind: 'remove' });
}

/** Puts a list in order that is nearly so. */
export async function sortEntries(lens: Lens, node: AllowlistNode | null): Promise<void> {
  const list = listOf(node);
  if (!list) return;
  // Of no call: a list is sorted as a whole.
  const want: Want = { arch: lens.arch, syscall: '', request: null, comm: null };
  await change(lens, list, want, { kind: 'sort' });
}

/** The row of the list that a row is in. */
function listOf(node: AllowlistNode | null): ListNode | null {
  for (let above = node; above; above = above.parent) if (above.kind === 'list') return above;
  return null;
}

/**
 * The planner's change of the text as it is now, made at once, as one step to undo; one that widens
 * goes through the editor's preview. Where there is none the planner's sentence says why.
 */
async function change(
  { policies, log }: Lens,
  { list, file }: ListNode,
  want: Want,
  asked: PlanOptions,
): Promise<void> {
  const { uri } = file.source;
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const source = await policies.readSource(document);
    const { policy, ask } = source;
    const options = optionsFor(source, want.arch, { ...asked, list: listNameOf(list) });
    if (policy.text !== file.source.policy.text) {
      throw new Error(
        vscode.l10n.t(
          '{0} has changed since it was read; ask again.',
          vscode.workspace.asRelativePath(uri),
        ),
      );
    }
    const plan = ask.planFor(policy, want, options);
    if (plan.kind !== 'remedies') {
      void vscode.window.showInformationMessage(plain(plan.message));
      return;
    }
    const [remedy] = plan.remedies;
    if (!remedy) return;
    const [change] = offered(source, remedy);
    if (!change) return;
    const edit = await workspaceEdit(change);
    if (!(await vscode.workspace.applyEdit(edit))) return;
    await showLine(change.source.uri, remedy.line - 1, { preserveFocus: true });
    const says = [remedy.force, ...remedy.warnings];
    if (remedy.warnings.length === 0) vscode.window.setStatusBarMessage(plain(remedy.force), 5000);
    else void vscode.window.showInformationMessage(plain(says.join(' '), 600));
  } catch (error) {
    sayError(log, messageOf(error));
  }
}
