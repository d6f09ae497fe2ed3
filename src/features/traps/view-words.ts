import * as vscode from 'vscode';
import type { Watcher } from '../shared/watchers';

/**
 * What the watched sources say for themselves. A message takes the place of the welcome, so there
 * is none while nothing is watched that a person has chosen; and it takes room from the rows, so
 * beside these only what fails is told, and what has nothing yet is left to the Sources view.
 */
export function sourcesMessage(watchers: readonly Watcher[], hasRows: boolean): string {
  const chosen = watchers.filter((watcher) => watcher.chosen);
  const troubles = chosen.flatMap(({ trouble }) =>
    trouble && (trouble.failed || !hasRows) ? [trouble.sentence] : [],
  );
  if (troubles.length > 0) return troubles.join('\n');
  if (chosen.length === 0 || hasRows) return '';
  const names = chosen.map(({ label }) => label).join(', ');
  return vscode.l10n.t('Following {0}: no refused call in it so far.', names);
}

export function badgeWords(open: number): string {
  return open === 1
    ? vscode.l10n.t('1 refused call needs an answer')
    : vscode.l10n.t('{0} refused calls need an answer', open);
}
