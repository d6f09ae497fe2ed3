import * as path from 'node:path';
import * as vscode from 'vscode';
import { actionWords } from '../../core/abi/actions';
import type { ActionName } from '../../core/abi/types';
import { oneLine } from '../../core/text/untrusted';
import { unnamedAdvice } from '../../core/traps/advice';
import type { Trap } from '../../core/traps/trap';
import { trapSentence, trapTitle } from '../../core/traps/words';
import type { Lens } from '../shared/lens';
import { timeOf } from '../shared/time';
import type { Verdict } from '../shared/verdicts';
import { type Node, type Sighting, sightingOf } from './nodes';

/** What a click on the last row does; it stands in no palette. */
export const SHOW_MORE = 'seccompLens.showMoreTraps';

/**
 * How `node` looks.
 * @param below how many rows it has below it
 */
export function rowOf(lens: Lens, node: Node, below: number): vscode.TreeItem {
  switch (node.kind) {
    case 'trap':
      return trapRow(lens, node.key);
    case 'evidence':
    case 'unnamed-line':
      return sightingRow(lens, node);
    case 'more':
      return note(`${node.key}/more`, vscode.l10n.t('and {0} more like these', node.count));
    case 'hidden':
      return hiddenRow(node.count);
    case 'unnamed':
      return unnamedRow(lens);
    case 'lost':
      return lostRow(lens);
    case 'group':
      return groupRow(node.name, below);
    case 'ignored':
      return ignoredRow(lens);
    case 'ignored-trap':
      return ignoredTrapRow(lens, node.key);
  }
}

function trapRow(lens: Lens, key: string): vscode.TreeItem {
  const trap = lens.traps.byKey(key);
  if (!trap) return new vscode.TreeItem('');
  const verdict = lens.verdicts.known(trap) ?? NOT_JUDGED;
  const row = new vscode.TreeItem(trapTitle(trap), vscode.TreeItemCollapsibleState.Collapsed);
  row.id = key;
  row.description = descriptionOf(lens, trap, verdict);
  const state = stateOf(lens, trap, verdict);
  row.iconPath = iconOf(trap.action, state);
  // The menus of the manifest go by this.
  row.contextValue = state === 'open' ? 'trap' : `trap.${state}`;
  row.tooltip = tooltipOf(trap, verdict);
  // With a command, a click shows the trap and only the twistie unfolds it.
  row.command = {
    command: 'seccompLens.showTrap',
    title: vscode.l10n.t('Show Trap in Decoder'),
    arguments: [key],
  };
  row.accessibilityInformation = {
    label: `${oneLine(trapSentence(trap), 400)} ${row.description}`,
  };
  return row;
}

const NOT_JUDGED: Verdict = { kind: 'open', remedies: [], notes: [] };

type State = 'open' | 'allowed' | 'ignored';

function stateOf({ ignored }: Lens, trap: Trap, verdict: Verdict): State {
  return ignored.has(trap) ? 'ignored' : verdict.kind;
}

function descriptionOf(lens: Lens, trap: Trap, verdict: Verdict): string {
  const parts = [
    verdict.kind === 'allowed' ? allowedIn(verdict) : null,
    verdict.kind === 'open' && verdict.again ? vscode.l10n.t('refused again') : null,
    runWords(lens, trap),
    trap.comm === null ? null : vscode.l10n.t('thread {0}', oneLine(trap.comm, 40)),
    trap.exe === null ? null : oneLine(path.posix.basename(trap.exe), 40),
    trap.count > 1 ? `×${trap.count}` : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function runWords({ traps: { runs } }: Lens, trap: Trap): string | null {
  if (runs.isNew(trap)) return vscode.l10n.t('new in the last run');
  return runs.isOld(trap) ? vscode.l10n.t('not in the last run') : null;
}

function allowedIn({ source }: Extract<Verdict, { kind: 'allowed' }>): string {
  return vscode.l10n.t('allowed in {0}', path.posix.basename(source.uri.path));
}

/** Plain text: as Markdown even escaped text of a log would make links of the addresses in it. */
function tooltipOf(trap: Trap, verdict: Verdict): string {
  const paragraphs = [
    oneLine(trapSentence(trap), 400),
    trap.action === null ? null : actionWords(trap.action),
    ...(verdict.kind === 'allowed' ? [verdict.message] : verdict.notes),
  ];
  return paragraphs.filter((paragraph) => paragraph !== null).join('\n\n');
}

const ALLOWED = new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
const IGNORED = new vscode.ThemeIcon('bell-slash', new vscode.ThemeColor('descriptionForeground'));
const RED = new vscode.ThemeColor('problemsErrorIcon.foreground');
const YELLOW = new vscode.ThemeColor('problemsWarningIcon.foreground');
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

function sightingRow(
  lens: Lens,
  node: Extract<Node, { kind: 'evidence' | 'unnamed-line' }>,
): vscode.TreeItem {
  const sighting = sightingOf(lens.traps, node);
  if (!sighting) return new vscode.TreeItem('');
  const row = new vscode.TreeItem(whenOf(sighting) ?? placeOf(sighting));
  const owner = node.kind === 'evidence' ? node.key : 'unnamed';
  row.id = `${owner}/${node.index}`;
  row.description =
    whenOf(sighting) === null ? oneLine(sighting.record.raw, 120) : placeOf(sighting);
  row.iconPath = new vscode.ThemeIcon(sighting.origin.file === null ? 'terminal' : 'output');
  row.contextValue = 'evidence';
  row.tooltip = linesOf(sighting.record.raw);
  row.command = {
    command: 'seccompLens.openEvidence',
    title: vscode.l10n.t('Open Evidence'),
    arguments: [node],
  };
  return row;
}

const LINES_SHOWN = 10;

/** A record can stand on a few lines. */
function linesOf(raw: string): string {
  const lines = raw.split('\n').slice(0, LINES_SHOWN);
  return lines.map((line) => oneLine(line, 1000)).join('\n');
}

function whenOf({ record }: Sighting): string | null {
  return record.kind === 'refusal' && record.time !== null ? timeOf(record.time) : null;
}

function placeOf({ origin, record }: Sighting): string {
  return vscode.l10n.t('{0}, line {1}', oneLine(origin.label), record.line);
}

function hiddenRow(count: number): vscode.TreeItem {
  const row = note('hidden', vscode.l10n.t('{0} more refused calls', count));
  row.description = vscode.l10n.t('show more');
  row.iconPath = new vscode.ThemeIcon('ellipsis');
  row.command = { command: SHOW_MORE, title: vscode.l10n.t('Show More Refused Calls') };
  return row;
}

function unnamedRow(lens: Lens): vscode.TreeItem {
  const { unnamed } = lens.traps;
  const row = new vscode.TreeItem(
    vscode.l10n.t('A call was refused, but not named'),
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  row.id = 'unnamed';
  row.description = unnamed.length > 1 ? `×${unnamed.length}` : '';
  row.iconPath = new vscode.ThemeIcon('question', YELLOW);
  const latest = unnamed.at(-1);
  if (latest) row.tooltip = unnamedAdvice(latest.record);
  return row;
}

function lostRow(lens: Lens): vscode.TreeItem {
  const { lost } = lens.traps;
  const row = note(
    'lost',
    lost === 1
      ? vscode.l10n.t('At least 1 more record is missing')
      : vscode.l10n.t('At least {0} more records are missing', lost),
  );
  row.iconPath = new vscode.ThemeIcon('warning', YELLOW);
  row.tooltip = vscode.l10n.t(
    'The log says so itself: records were dropped or cut, so calls can have been refused that no row shows. Fix these, run again, and look for more.',
  );
  return row;
}

function groupRow(name: string | null, below: number): vscode.TreeItem {
  const label = name === null ? vscode.l10n.t('not known') : oneLine(name, 100) || '""';
  const row = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  row.id = `group/${JSON.stringify(name)}`;
  row.description = String(below);
  return row;
}

function ignoredRow({ ignored }: Lens): vscode.TreeItem {
  const row = new vscode.TreeItem(
    vscode.l10n.t('Ignored'),
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  row.id = 'ignored';
  row.description = String(ignored.all.length);
  row.iconPath = IGNORED;
  row.contextValue = 'ignored';
  row.tooltip = vscode.l10n.t('Traps that you do not want to be asked about in this workspace.');
  return row;
}

function ignoredTrapRow({ ignored }: Lens, key: string): vscode.TreeItem {
  const known = ignored.all.find((each) => each.key === key);
  const row = new vscode.TreeItem(oneLine(known?.title ?? '', 100));
  row.id = `ignored/${key}`;
  const thread = known?.comm ?? null;
  row.description = [
    thread === null ? null : vscode.l10n.t('thread {0}', oneLine(thread, 40)),
    vscode.l10n.t('not seen since the window was loaded'),
  ]
    .filter((part) => part !== null)
    .join(' · ');
  row.iconPath = IGNORED;
  row.contextValue = 'ignored.unseen';
  return row;
}

function note(id: string, label: string): vscode.TreeItem {
  const row = new vscode.TreeItem(label);
  row.id = id;
  return row;
}
