import * as vscode from 'vscode';
import { oneLine, stripTerminal } from '../../core/text/untrusted';
import { isSystemError, readErrorSentence } from '../../host/read-error';
import type { Lens } from '../shared/lens';
import { messageOf, plain, sayError } from '../shared/notify';
import type { LogExcerpts, ShownLog } from './excerpts';
import { type Sighting, sightingOf } from './nodes';

/**
 * `seccompLens.openEvidence`: shows the line that a trap was read from. A file is opened only where
 * it is the one that was being followed; no path out of a log line is ever used.
 * @param target a row of the Traps view, or `{ key, index }`
 */
export async function openEvidence(
  lens: Lens,
  excerpts: LogExcerpts,
  target: unknown,
): Promise<void> {
  const sighting = sightingOf(lens.traps, target);
  if (!sighting) return;
  if (sighting.origin.file === null) {
    if (lens.watchers.reveal(sighting)) return;
    void vscode.window.showInformationMessage(
      plain(
        vscode.l10n.t(
          'This line stands in no place that can be shown ({0}): {1}',
          sighting.origin.label,
          oneLine(sighting.record.raw),
        ),
      ),
    );
    return;
  }
  try {
    await openLog(await shownLog(excerpts, sighting.origin.file, sighting), sighting);
  } catch (error) {
    const reason = isSystemError(error) ? readErrorSentence(error) : messageOf(error);
    sayError(lens.log, vscode.l10n.t('{0} cannot be opened. {1}', sighting.origin.label, reason));
  }
}

/** The editor opens no file that looks binary to it, as NULs among the lines do, and none of 50 MB. */
async function shownLog(
  excerpts: LogExcerpts,
  file: string,
  { record }: Sighting,
): Promise<ShownLog> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    return { document, first: 1 };
  } catch {
    return excerpts.open(file, record.line);
  }
}

async function openLog({ document, first }: ShownLog, sighting: Sighting): Promise<void> {
  const line = lineOf(document, sighting.record.line - first, sighting);
  if (line === null) {
    void vscode.window.showInformationMessage(
      plain(vscode.l10n.t('{0} no longer holds this line.', sighting.origin.label)),
    );
  }
  const range = document.lineAt(line ?? 0).range;
  await vscode.window.showTextDocument(document, { selection: range, preview: true });
}

/**
 * 0-based. A log may have been rotated since: the line is looked for by its number, then its text.
 * @param asRead where the line would stand in the document if nothing had changed
 */
function lineOf(
  document: vscode.TextDocument,
  asRead: number,
  { record }: Sighting,
): number | null {
  const probe = record.raw.slice(0, 200);
  // What was read had its escape sequences and NULs taken out.
  if (asRead < document.lineCount) {
    const now = stripTerminal(document.lineAt(asRead).text);
    if (now.includes(probe)) return asRead;
  }
  const offset = document.getText().indexOf(probe);
  return offset < 0 ? null : document.positionAt(offset).line;
}
