import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import { unnamedAdvice } from '../../core/traps/advice';
import type { Lens } from '../shared/lens';
import { timeOf } from '../shared/time';
import { idOf, type Node, type Sighting, sightingOf } from './nodes';
import { IGNORED, trapRow, YELLOW } from './trap-row';

/** What a click on the last row does; it stands in no palette. */
const SHOW_MORE = 'seccompLens.showMoreTraps';

/**
 * How `node` looks.
 * @param count how many rows it has below it, or stands for
 */
export function rowOf(lens: Lens, node: Node, count: number): vscode.TreeItem {
  const row = itemOf(lens, node, count);
  row.id = idOf(node);
  // Without it a screen reader reads the tooltip in the place of the row, where there is one.
  const words = [row.label, row.description].filter((it) => typeof it === 'string');
  row.accessibilityInformation ??= { label: words.filter(Boolean).join(', ') };
  return row;
}

function itemOf(lens: Lens, node: Node, count: number): vscode.TreeItem {
  switch (node.kind) {
    case 'trap':
      return trapRow(lens, node.key);
    case 'evidence':
    case 'unnamed-line':
      return sightingRow(lens, node);
    case 'more':
      return new vscode.TreeItem(vscode.l10n.t('and {0} more like these', node.count));
    case 'hidden':
      return hiddenRow(count);
    case 'unnamed':
      return unnamedRow(lens);
    case 'lost':
      return lostRow(lens);
    case 'group':
      return groupRow(node.name, count);
    case 'ignored':
      return ignoredRow(lens);
    case 'ignored-trap':
      return ignoredTrapRow(lens, node.key);
  }
}

function sightingRow(
  lens: Lens,
  node: Extract<Node, { kind: 'evidence' | 'unnamed-line' }>,
): vscode.TreeItem {
  const sighting = sightingOf(lens.traps, node);
  if (!sighting) return new vscode.TreeItem('');
  const row = new vscode.TreeItem(whenOf(sighting) ?? placeOf(sighting));
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
  const more =
    count === 1
      ? vscode.l10n.t('1 more refused call')
      : vscode.l10n.t('{0} more refused calls', count);
  const row = new vscode.TreeItem(more);
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
  row.description = unnamed.length > 1 ? `×${unnamed.length}` : '';
  row.iconPath = new vscode.ThemeIcon('question', YELLOW);
  const latest = unnamed.at(-1);
  if (latest) row.tooltip = unnamedAdvice(latest.record);
  return row;
}

function lostRow(lens: Lens): vscode.TreeItem {
  const { lost } = lens.traps;
  const row = new vscode.TreeItem(vscode.l10n.t('Records are missing'));
  row.description = vscode.l10n.t('at least {0}', lost);
  row.iconPath = new vscode.ThemeIcon('warning', YELLOW);
  row.tooltip = vscode.l10n.t(
    'The log says so itself: records were dropped or cut, so calls can have been refused that no row shows. Fix these, run again, and look for more.',
  );
  return row;
}

function groupRow(name: string | null, below: number): vscode.TreeItem {
  const label = name === null ? vscode.l10n.t('not known') : oneLine(name, 100) || '""';
  const row = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  row.description = String(below);
  return row;
}

function ignoredRow({ ignored }: Lens): vscode.TreeItem {
  const row = new vscode.TreeItem(
    vscode.l10n.t('Ignored'),
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  row.description = String(ignored.all.length);
  row.iconPath = IGNORED;
  row.contextValue = 'ignored';
  row.tooltip = vscode.l10n.t('Traps that you do not want to be asked about in this workspace.');
  return row;
}

function ignoredTrapRow({ ignored }: Lens, key: string): vscode.TreeItem {
  const known = ignored.all.find((each) => each.key === key);
  const row = new vscode.TreeItem(oneLine(known?.title ?? '', 100));
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
