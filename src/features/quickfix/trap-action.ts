import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Trap } from '../../core/traps/trap';
import { oneLine } from '../../core/text/untrusted';
import { companionsFor } from '../shared/companions';
import type { Lens } from '../shared/lens';
import {
  type OfferedRemedy,
  offersFor,
  remediesOf,
  widerFor,
  workspaceEdit,
} from '../shared/offers';

/** One remedy in the light bulb's menu. Its edit is computed when it is chosen, not when it is shown. */
export class TrapAction extends vscode.CodeAction {
  constructor(
    readonly trap: Trap,
    readonly offered: OfferedRemedy,
    title: string,
    diagnostics: vscode.Diagnostic[],
  ) {
    super(oneLine(title, 120), vscode.CodeActionKind.QuickFix);
    this.diagnostics = diagnostics;
  }
}

/**
 * The edit for the text as it is now: the file may have been changed since the menu was opened.
 * @throws Error with one sentence where the same remedy is not to be had any more
 */
export async function currentEdit(
  { policies }: Lens,
  { trap, offered }: TrapAction,
): Promise<{ readonly edit: vscode.WorkspaceEdit; readonly offered: OfferedRemedy }> {
  const { uri } = offered.source;
  const document = await vscode.workspace.openTextDocument(offered.asked.uri);
  const source = await policies.readSource(document);
  const sources = [source];
  const now = [
    ...remediesOf(offersFor(sources, trap)),
    ...widerFor(sources, trap),
    ...companionsFor(source, trap),
  ].find(
    ({ source: now, remedy: { kind, list, title } }) =>
      now.uri.toString() === uri.toString() &&
      kind === offered.remedy.kind &&
      list === offered.remedy.list &&
      title === offered.remedy.title,
  );
  if (now) return { edit: await workspaceEdit(now), offered: now };
  throw new Error(
    vscode.l10n.t(
      '{0} has changed: “{1}” does not fit it any more.',
      vscode.workspace.asRelativePath(uri),
      offered.remedy.title,
    ),
  );
}

/** The file's name, with as many folders as tell it from the others. */
export function shortName(uri: vscode.Uri, others: readonly vscode.Uri[]): string {
  const name = path.posix.basename(uri.path);
  const alike = others.filter(
    (other) => other.toString() !== uri.toString() && path.posix.basename(other.path) === name,
  );
  return alike.length === 0 ? name : vscode.workspace.asRelativePath(uri);
}
