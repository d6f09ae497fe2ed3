import * as vscode from 'vscode';
import { requestAdvice } from '../../core/traps/advice';
import type { Trap } from '../../core/traps/trap';
import { shownFile } from './notify';
import { type Offer, wantOf } from './offers';
import type { AllowedPlace } from './verdict';

/** Why sources offer nothing for a trap, and what is not known of it: a sentence each. */
export function openNotes(trap: Trap, offers: readonly Offer[], searched: boolean): string[] {
  const notes = offers.flatMap(({ source, plan }) => {
    if (plan.kind !== 'impossible' && plan.kind !== 'ambiguous') return [];
    const file = shownFile(source.uri);
    return offers.length === 1 ? plan.message : `${file}: ${plan.message}`;
  });
  const candidates = trap.maybe === undefined ? null : requestAdvice(trap);
  if (candidates !== null) notes.push(candidates);
  if (!wantOf(trap)) notes.push(unknownCall(trap));
  else if (offers.length === 0) notes.push(noAllowlist(searched));
  return notes;
}

/** A filter refuses what a list allows: an older build of it, or another one. */
export function refusedAgain({ source, line }: AllowedPlace): string {
  return vscode.l10n.t(
    'Line {0} of {1} allows it by now, and yet it was refused again: save, build and run what is there. If it comes back, another filter refuses it.',
    line,
    shownFile(source.uri),
  );
}

function noAllowlist(searched: boolean): string {
  return searched
    ? vscode.l10n.t(
        'No seccomp allowlist was found in the Rust sources of this workspace: open the folder that holds the filter, or set seccompLens.sources.',
      )
    : vscode.l10n.t('The Rust sources of this workspace are being searched for allowlists.');
}

function unknownCall({ number, arch, auditArch }: Trap): string {
  if (number === null) {
    return vscode.l10n.t('No line says which call was refused, so there is nothing to allow yet.');
  }
  if (arch !== null) {
    return vscode.l10n.t(
      'The table of {0} has no call {1}, so no allowlist entry can be named for it.',
      arch,
      number,
    );
  }
  return auditArch === null
    ? vscode.l10n.t(
        'No line says of which architecture call {0} is, so its name is not known.',
        number,
      )
    : vscode.l10n.t(
        'The architecture of call {0} has no table here, so its name is not known.',
        number,
      );
}
