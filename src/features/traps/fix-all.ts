import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import { openTrapsWords } from '../shared/count-words';
import type { Lens } from '../shared/lens';
import { fileInPick, messageOf, plain, sayError } from '../shared/notify';
import { textEdit, wantOf } from '../shared/offers';
import { openTraps } from '../shared/places';
import type { PolicySource } from '../shared/policy-source';
import { showLine } from '../shared/show-line';

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
        ? (answered.find(({ source }) => isSame(source.uri, target)) ??
          answered.find(({ changes }) => changes.some(({ uri }) => isSame(uri, target))))
        : await pickSource(answered);
    if (chosen) await fixAll(chosen);
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
  /** The source, and other files of its crate in which the remedies are. */
  readonly changes: readonly PolicySource[];
}

/** Each source that answers an open trap without allowing more than was seen. */
function answerable(lens: Lens): Answered[] {
  const found = new Map<PolicySource, { traps: Set<Trap>; changes: Set<PolicySource> }>();
  for (const { trap, remedies } of openTraps(lens)) {
    for (const { asked, source, remedy } of remedies) {
      if (remedy.widens) continue;
      const one = found.get(asked) ?? { traps: new Set(), changes: new Set() };
      found.set(asked, { traps: one.traps.add(trap), changes: one.changes.add(source) });
    }
  }
  return [...found].map(([source, { traps, changes }]) => {
    return { source, traps: [...traps], changes: [...changes] };
  });
}

async function pickSource(answered: readonly Answered[]): Promise<Answered | undefined> {
  if (answered.length <= 1) return answered[0];
  const items = answered.map((one) => ({
    one,
    label: fileInPick(one.source.uri),
    description: openTrapsWords(one.traps.length),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Fix All Traps'),
    placeHolder: vscode.l10n.t('The file whose allowlists are to let the calls through'),
  });
  return picked?.one;
}

async function fixAll({ source, traps }: Answered): Promise<void> {
  const { uri, crate, format, ask } = source;
  const wants = traps.flatMap((trap) => wantOf(trap) ?? []);
  const all = ask.planAll(crate.read, crate.tree, wants, format ? { format } : {});
  if (all.steps.some(({ remedy }) => remedy.widens)) {
    throw new Error(
      vscode.l10n.t('One of the fixes allows more than was seen: apply them one by one.'),
    );
  }
  const edit = new vscode.WorkspaceEdit();
  const changed: vscode.Uri[] = [];
  if (all.edits.length > 0) {
    await textEdit(source, all.edits, undefined, edit);
    changed.push(uri);
  }
  for (const { file, before, edits } of all.others) {
    const other = crate.uris.get(file);
    if (!other) continue;
    await textEdit({ uri: other, policy: { text: before } }, edits, undefined, edit);
    changed.push(other);
  }
  const [first] = changed;
  if (first) {
    if (!(await vscode.workspace.applyEdit(edit))) return;
    const there = all.steps.filter(({ remedy: { file } }) =>
      file === null ? first === uri : crate.uris.get(file) === first,
    );
    const line = Math.min(...there.map(({ remedy }) => remedy.line));
    await showLine(first, line - 1);
  }
  const done = vscode.l10n.t(
    '{0} of {1} traps answered in {2}.',
    wants.length - all.open.length,
    wants.length,
    (changed.length > 0 ? changed : [uri])
      .map((one) => vscode.workspace.asRelativePath(one))
      .join(', '),
  );
  const why = all.open.map(({ plan }) => plan.message);
  const says = plain([done, ...new Set(why)].join(' '), SAYS_MAX);
  if (why.length === 0) void vscode.window.showInformationMessage(says);
  else void vscode.window.showWarningMessage(says);
}

function isSame(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}
