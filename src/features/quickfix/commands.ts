import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import { fileIn } from '../shared/inside';
import type { Lens } from '../shared/lens';
import { showLine } from '../shared/show-line';

/** What follows a quick fix; neither stands in the palette. */
export const REVEAL_COMMAND = 'seccompLens.revealFix';
export const EXPLAIN_COMMAND = 'seccompLens.explainNoFix';

const REASON_MAX = 1000;

/**
 * Shows the line that a fix has written, and puts the cursor there: what comes next is to look at
 * it, then to save or undo, and both act on the editor that has the focus. A fix chosen in the
 * file itself leaves the cursor where it is; one chosen in a log opens the file beside the log.
 * @param given a source, or a file of the crate of one: anybody can call a command with anything, and
 *   nothing else is shown
 * @param line 0-based
 */
export async function revealFix(
  { policies: { sources } }: Lens,
  given: unknown,
  line: unknown,
): Promise<void> {
  const key = fileIn(given)?.toString();
  const fixable = sources.flatMap(({ uri, crate }) => [uri, ...crate.uris.values()]);
  const uri = fixable.find((one) => one.toString() === key);
  if (!uri || typeof line !== 'number' || !Number.isInteger(line) || line < 0) return;
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const visible = visibleTextEditors.find(({ document }) => document.uri.toString() === key);
  if (visible && visible === activeTextEditor) {
    const at = new vscode.Range(line, 0, line, 0);
    visible.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
  await showLine(uri, line, { viewColumn: visible?.viewColumn ?? vscode.ViewColumn.Beside });
}

/**
 * Says why there is no fix for what the cursor is on. Asked for and several sentences long: a dialog
 * shows all of it, and as text, where a notification would cut it and make links of it.
 */
export function explainNoFix(call: unknown, reasons: unknown): void {
  if (typeof call !== 'string' || !Array.isArray(reasons)) return;
  void vscode.window.showInformationMessage(vscode.l10n.t('No fix for {0}', call), {
    modal: true,
    detail: reasons.map((reason) => oneLine(String(reason), REASON_MAX)).join('\n\n'),
  });
}
