import * as vscode from 'vscode';
import type { Beside } from '../../core/plan/beside';
import type { Trap } from '../../core/traps/trap';
import type { Lens } from '../shared/lens';
import { shownFile } from '../shared/notify';
import { type OfferedRemedy, remedyId, wantOf } from '../shared/offers';
import { placesOf } from '../shared/places';
import type { Verdict } from '../shared/verdict';
import { previewOf } from './preview';
import type { RemedyCard, Standing } from './protocol';

/** What can be done about the trap, or that there is nothing to do. */
export function standingOf(lens: Lens, trap: Trap, verdict: Verdict): Standing {
  if (verdict.kind === 'allowed') {
    return { kind: 'allowed', message: verdict.message, place: placeOf(verdict) };
  }
  return {
    kind: 'open',
    remedies: verdict.remedies.map(cardOf),
    notes: verdict.notes,
    wider: lens.verdicts.wider(trap).map(cardOf),
    ignored: lens.ignored.has(trap)
      ? vscode.l10n.t('You ignore it in this workspace: it is counted nowhere.')
      : null,
    again: verdict.again ? placeOf(verdict.again) : null,
  };
}

/** `src/filter.rs:28`, with the workspace folder in front where there are several. */
function placeOf({ source, line }: { source: OfferedRemedy['source']; line: number }): string {
  return `${shownFile(source.uri)}:${line}`;
}

function cardOf(offered: OfferedRemedy): RemedyCard {
  const { source, remedy } = offered;
  return {
    id: remedyId(offered),
    title: remedy.title,
    place: placeOf({ source, line: remedy.line }),
    wider: remedy.widens,
    warnings: remedy.warnings,
    diff: previewOf(source.policy.text, remedy.edits),
  };
}

/** What the list that lacks the call has instead; null where several lists may be meant. */
export function besideWords(lens: Lens, trap: Trap, verdict: Verdict): string | null {
  const want = wantOf(trap);
  if (!want || verdict.kind !== 'open') return null;
  const [place, ...others] = placesOf([...verdict.remedies, ...lens.verdicts.wider(trap)]);
  const [list, ...lists] = place?.lists ?? [];
  if (!place || !list || others.length + lists.length > 0) return null;
  const file = shownFile(place.source.uri);
  return wordsOf(file, want.syscall, want.request !== null, place.source.ask.besideOf(list, want));
}

function wordsOf(file: string, call: string, isOne: boolean, { of, count }: Beside): string {
  switch (of) {
    case 'requests':
      if (!isOne) {
        return count === 1
          ? vscode.l10n.t('The filter in {0} allows one request.', file)
          : vscode.l10n.t('The filter in {0} allows {1} requests.', file, count);
      }
      return count === 1
        ? vscode.l10n.t('The filter in {0} allows one other request.', file)
        : vscode.l10n.t('The filter in {0} allows {1} other requests.', file, count);
    case 'rules':
      return vscode.l10n.t('The filter in {0} allows {1} only under conditions.', file, call);
    case 'calls':
      return count === 1
        ? vscode.l10n.t('The filter in {0} allows one other call.', file)
        : vscode.l10n.t('The filter in {0} allows {1} other calls.', file, count);
  }
}
