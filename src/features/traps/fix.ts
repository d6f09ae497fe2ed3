import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { trapSentence, trapTitle } from '../../core/traps/words';
import type { Lens } from '../shared/lens';
import { messageOf, plain, sayError } from '../shared/notify';
import { type OfferedRemedy, remedyId, workspaceEdit } from '../shared/offers';
import { showLine } from '../shared/show-line';
import { trapOf } from './nodes';

/** A notification has room for some sentences. */
const NOTES_SHOWN = 600;

/**
 * `seccompLens.fixTrap`: asks which trap and which remedy, where that is not given, and applies it.
 * @param target a row, a key, or nothing
 * @param remedy a `remedyId`, from a place that has shown the remedy already
 */
export async function fixTrap(lens: Lens, target?: unknown, remedy?: unknown): Promise<void> {
  const trap = target === undefined ? await pickTrap(lens) : trapOf(lens.traps, target);
  if (!trap) return;
  lens.traps.setFocus(trap);
  const verdict = lens.verdicts.of(trap);
  if (verdict.kind === 'allowed') {
    void vscode.window.showInformationMessage(plain(verdict.message));
    return;
  }
  const wider = lens.verdicts.wider(trap);
  const all = [...verdict.remedies, ...wider];
  if (remedy !== undefined) {
    await applyRemedy(
      lens,
      trap,
      all.find((offered) => remedyId(offered) === remedy),
    );
  } else if (verdict.remedies.length > 0 || (await wantsWider(verdict.notes, wider))) {
    const chosen = await pickRemedy(trap, all);
    if (chosen) await applyRemedy(lens, trap, chosen);
  }
}

/** Says why there is nothing narrow; a wider change is only for who asks for it then. */
async function wantsWider(
  notes: readonly string[],
  wider: readonly OfferedRemedy[],
): Promise<boolean> {
  const showWider = vscode.l10n.t('Show Wider Changes');
  const buttons = wider.length > 0 ? [showWider] : [];
  const answer = await vscode.window.showWarningMessage(
    plain(notes.join(' '), NOTES_SHOWN),
    ...buttons,
  );
  return answer === showWider;
}

async function pickTrap(lens: Lens): Promise<Trap | null> {
  const { open } = lens.verdicts;
  const traps = open.length > 0 ? open : lens.traps.traps;
  if (traps.length <= 1) return traps[0] ?? null;
  const items = traps.map((trap) => ({
    trap,
    label: trapTitle(trap),
    detail: plain(trapSentence(trap), 400),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Fix Trap'),
    placeHolder: vscode.l10n.t('The refused call that is to be let through'),
    matchOnDetail: true,
  });
  return picked?.trap ?? null;
}

async function pickRemedy(
  trap: Trap,
  remedies: readonly OfferedRemedy[],
): Promise<OfferedRemedy | undefined> {
  const items = remedies.map((offered) => {
    const { source, remedy } = offered;
    const where = `${vscode.workspace.asRelativePath(source.uri)}:${remedy.line}`;
    return {
      offered,
      label: plain(remedy.title),
      description: remedy.widens ? vscode.l10n.t('wider than the evidence') : '',
      detail: plain([where, ...new Set([remedy.force, ...remedy.warnings])].join(' · '), 400),
      iconPath: new vscode.ThemeIcon(remedy.widens ? 'warning' : 'lightbulb'),
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: oneLine(trapTitle(trap)),
    placeHolder: vscode.l10n.t('The change to the allowlist; the file is left unsaved for review'),
  });
  return picked?.offered;
}

/** Changes the file and shows the place; the person reviews and saves. */
async function applyRemedy(
  lens: Lens,
  trap: Trap,
  offered: OfferedRemedy | undefined,
): Promise<void> {
  try {
    if (!offered) {
      throw new Error(vscode.l10n.t('The file has changed since this fix was offered.'));
    }
    const edit = await workspaceEdit(offered);
    if (!(await vscode.workspace.applyEdit(edit))) return;
    await lens.choices.remember(trap, offered);
    await showLine(offered.source.uri, offered.remedy.line - 1);
  } catch (error) {
    sayError(lens.log, messageOf(error));
  }
}
