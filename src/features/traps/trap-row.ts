import * as path from 'node:path';
import * as vscode from 'vscode';
import { actionWords } from '../../core/abi/actions';
import type { ActionName } from '../../core/abi/types';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { trapSentence, trapTitle } from '../../core/traps/words';
import type { Lens } from '../shared/lens';
import type { Verdict } from '../shared/verdict';

export const YELLOW = new vscode.ThemeColor('problemsWarningIcon.foreground');
export const IGNORED = new vscode.ThemeIcon(
  'bell-slash',
  new vscode.ThemeColor('descriptionForeground'),
);

/** The row of a trap: its call, what is known of it, and what the filter did to it. */
export function trapRow(lens: Lens, key: string): vscode.TreeItem {
  const trap = lens.traps.byKey(key);
  if (!trap) return new vscode.TreeItem('');
  const verdict = lens.verdicts.known(trap) ?? NOT_JUDGED;
  const row = new vscode.TreeItem(trapTitle(trap), vscode.TreeItemCollapsibleState.Collapsed);
  const standing = standingOf(lens, trap, verdict);
  const times = trap.count > 1 ? [`×${trap.count}`] : [];
  row.description = [...standing, ...whoOf(trap), ...times].join(' · ');
  const state = stateOf(lens, trap, verdict);
  row.iconPath = iconOf(trap.action, state);
  // The menus of the manifest go by this.
  row.contextValue = state === 'open' ? 'trap' : `trap.${state}`;
  const sentence = oneLine(trapSentence(trap), 400);
  row.tooltip = tooltipOf(sentence, trap.action, verdict);
  // With a command, a click shows the trap and only the twistie unfolds it.
  row.command = {
    command: 'seccompLens.showTrap',
    title: vscode.l10n.t('Show Trap in Decoder'),
    arguments: [key],
  };
  // The sentence names the thread and the program.
  row.accessibilityInformation = { label: [sentence, ...standing, ...times].join(' ') };
  return row;
}

const NOT_JUDGED: Verdict = { kind: 'open', remedies: [], notes: [] };

type State = 'open' | 'allowed' | 'ignored';

function stateOf({ ignored }: Lens, trap: Trap, verdict: Verdict): State {
  return ignored.has(trap) ? 'ignored' : verdict.kind;
}

/** What has become of it: allowed, refused again, in which run. */
function standingOf(lens: Lens, trap: Trap, verdict: Verdict): string[] {
  const parts = [
    verdict.kind === 'allowed' ? allowedIn(verdict) : null,
    verdict.kind === 'open' && verdict.again ? vscode.l10n.t('refused again') : null,
    runWords(lens, trap),
  ];
  return parts.filter((part) => part !== null);
}

function whoOf({ comm, exe }: Trap): string[] {
  return [
    ...(comm === null ? [] : [vscode.l10n.t('thread {0}', oneLine(comm, 40))]),
    ...(exe === null ? [] : [oneLine(path.posix.basename(exe), 40)]),
  ];
}

function runWords({ traps: { runs } }: Lens, trap: Trap): string | null {
  if (runs.isNew(trap)) return vscode.l10n.t('new in the last run');
  return runs.isOld(trap) ? vscode.l10n.t('not in the last run') : null;
}

function allowedIn({ source }: Extract<Verdict, { kind: 'allowed' }>): string {
  return vscode.l10n.t('allowed in {0}', oneLine(path.posix.basename(source.uri.path), 40));
}

/** Plain text: as Markdown even escaped text of a log would make links of the addresses in it. */
function tooltipOf(sentence: string, action: ActionName | null, verdict: Verdict): string {
  const paragraphs = [
    sentence,
    action === null ? null : actionWords(action),
    ...(verdict.kind === 'allowed' ? [verdict.message] : verdict.notes),
  ];
  return paragraphs.filter((paragraph) => paragraph !== null).join('\n\n');
}

const ALLOWED = new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
const RED = new vscode.ThemeColor('problemsErrorIcon.foreground');
const BLUE = new vscode.ThemeColor('problemsInfoIcon.foreground');

/** An open one by what the filter did: stopped a thread, refused the call, or only noted it. */
function iconOf(action: ActionName | null, state: State): vscode.ThemeIcon {
  if (state !== 'open') return state === 'allowed' ? ALLOWED : IGNORED;
  switch (action) {
    case 'kill-process':
    case 'kill-thread':
      return new vscode.ThemeIcon('error', RED);
    case 'log':
      return new vscode.ThemeIcon('eye', BLUE);
    default:
      return new vscode.ThemeIcon('circle-slash', YELLOW);
  }
}
