import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import { planAll, readAlone } from '../../core/plan/plan-all';
import type { Policy } from '../../core/policy/model';
import { readPolicy } from '../../core/policy/read';
import { SourceTree } from '../../core/policy/source-tree';
import type { Trap } from '../../core/traps/trap';
import type { Lens } from '../shared/lens';
import { messageOf, plain, sayError } from '../shared/notify';
import { textEdit, wantOf } from '../shared/offers';
import { openTraps } from '../shared/places';
import type { PolicySource } from '../shared/policy-store';

const SAYS_MAX = 600;

/**
 * `seccompLens.fixAllTraps`: the narrowest remedies of all open traps that one source answers, as one
 * edit and one step to undo. What only a wider change answers is left alone, and said.
 * @param target of the source; asked for where it is not given and several answer
 */
export async function fixAllTraps(lens: Lens, target?: unknown): Promise<void> {
  try {
    await lens.policies.discover();
    const answered = answerable(lens);
    const chosen =
      target instanceof vscode.Uri
        ? answered.find(({ source }) => source.uri.toString() === target.toString())
        : await pickSource(answered);
    if (chosen) await fixAll(lens, chosen);
    else if (answered.length === 0 || target !== undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No open trap has a narrow fix that needs no choice: see each by itself.'),
      );
    }
  } catch (error) {
    sayError(lens.log, messageOf(error));
  }
}

/** The open traps that a source has a narrow remedy for. */
interface Answered {
  readonly source: PolicySource;
  readonly traps: readonly Trap[];
}

/** Each source that answers an open trap without allowing more than was seen. */
function answerable(lens: Lens): Answered[] {
  const found = new Map<PolicySource, Trap[]>();
  for (const { trap, remedies } of openTraps(lens)) {
    const sources = remedies.filter(({ remedy }) => !remedy.widens).map(({ source }) => source);
    for (const source of new Set(sources)) found.set(source, [...(found.get(source) ?? []), trap]);
  }
  return [...found].map(([source, traps]) => ({ source, traps }));
}

async function pickSource(answered: readonly Answered[]): Promise<Answered | undefined> {
  if (answered.length <= 1) return answered[0];
  const items = answered.map((one) => ({
    one,
    label: vscode.workspace.asRelativePath(one.source.uri),
    description: vscode.l10n.t('{0} open traps', one.traps.length),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Fix All Traps'),
    placeHolder: vscode.l10n.t('The file whose allowlists are to let the calls through'),
  });
  return picked?.one;
}

async function fixAll(lens: Lens, { source, traps }: Answered): Promise<void> {
  const { uri } = source;
  const parser = await lens.policies.rustParser();
  const read = (text: string, arch: Arch): Policy => readPolicy(parser, text, arch);
  const wants = traps.flatMap((trap) => wantOf(trap) ?? []);
  const { format, policy } = source;
  const all = planAll(
    readAlone(read),
    new SourceTree('', policy.text),
    wants,
    format ? { format } : {},
  );
  if (all.steps.some(({ remedy }) => remedy.widens)) {
    throw new Error(
      vscode.l10n.t('One of the fixes allows more than was seen: apply them one by one.'),
    );
  }
  if (all.edits.length > 0) {
    const edit = await textEdit(source, all.edits);
    if (!(await vscode.workspace.applyEdit(edit))) return;
    const line = Math.min(...all.steps.map(({ remedy }) => remedy.line));
    const at = new vscode.Position(Math.max(0, line - 1), 0);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
  }
  const done = vscode.l10n.t(
    '{0} of {1} traps answered in {2}.',
    wants.length - all.open.length,
    wants.length,
    vscode.workspace.asRelativePath(uri),
  );
  const why = all.open.map(({ plan }) => plan.message);
  const says = plain([done, ...new Set(why)].join(' '), SAYS_MAX);
  if (why.length === 0) void vscode.window.showInformationMessage(says);
  else void vscode.window.showWarningMessage(says);
}
