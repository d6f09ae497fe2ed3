import * as vscode from 'vscode';
import { trapTitle } from '../../core/traps/words';
import { oneLine } from '../../core/text/untrusted';
import type { Lens } from '../shared/lens';
import { timeOf } from '../shared/time';
import type { LastTrap, SourceState, Watcher } from '../shared/watchers';

/** How a source's row looks. */
export function rowOf(lens: Lens, watcher: Watcher): vscode.TreeItem {
  const last = lastOf(lens, watcher);
  const row = new vscode.TreeItem(watcher.label);
  row.id = watcher.id;
  row.description = descriptionOf(watcher, last);
  row.iconPath = ICONS[watcher.state];
  row.contextValue = contextOf(watcher);
  row.tooltip = tooltipOf(watcher, last);
  row.accessibilityInformation = {
    label: [watcher.label, row.description, watcher.trouble?.sentence]
      .filter((part) => part !== undefined)
      .join(', '),
  };
  if (last) {
    row.command = {
      command: 'seccompLens.showTrap',
      title: vscode.l10n.t('Show Trap in Decoder'),
      arguments: [last.key],
    };
  }
  return row;
}

const ICONS: Readonly<Record<SourceState, vscode.ThemeIcon>> = {
  reading: new vscode.ThemeIcon('eye', new vscode.ThemeColor('charts.green')),
  waiting: new vscode.ThemeIcon('eye', new vscode.ThemeColor('descriptionForeground')),
  paused: new vscode.ThemeIcon('debug-pause'),
  off: new vscode.ThemeIcon('eye-closed', new vscode.ThemeColor('disabledForeground')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
};

/** The menus of the manifest go by this: `source:log:failed:remedy`. */
function contextOf({ kind, state, remedy }: Watcher): string {
  return ['source', kind, state, ...(remedy === null ? [] : ['remedy'])].join(':');
}

function descriptionOf({ kind, state, records }: Watcher, last: LastTrap | null): string {
  const parts = [
    kind === 'pasted' ? null : stateWords(state),
    records === 0 ? null : countWords(records),
    last ? lastWords(last) : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function stateWords(state: SourceState): string {
  switch (state) {
    case 'reading':
      return vscode.l10n.t('reading');
    case 'waiting':
      return vscode.l10n.t('waiting');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'off':
      return vscode.l10n.t('off');
    case 'failed':
      return vscode.l10n.t('cannot be read');
  }
}

function countWords(records: number): string {
  return records === 1
    ? vscode.l10n.t('1 record')
    : vscode.l10n.t('{0} records', records.toLocaleString());
}

function lastWords({ title, time }: LastTrap): string {
  return time === null
    ? vscode.l10n.t('last {0}', title)
    : vscode.l10n.t('last {0} {1}', title, timeOf(time).replace(/\.\d+$/, ''));
}

/** The trap as it is called now: others' records may have named its request. */
function lastOf({ traps }: Lens, { last }: Watcher): LastTrap | null {
  if (!last) return null;
  const trap = traps.byKey(last.key);
  return trap ? { ...last, key: trap.key, title: trapTitle(trap) } : null;
}

/** Plain text: as Markdown even escaped text would make links of the addresses in it. */
function tooltipOf(watcher: Watcher, last: LastTrap | null): string {
  const paragraphs = [
    watcher.label,
    // It ends with the remedy, where there is one.
    watcher.trouble?.sentence ?? meaningOf(watcher),
    watcher.records === 0
      ? null
      : vscode.l10n.t('{0} since the window was loaded.', countWords(watcher.records)),
    last ? vscode.l10n.t('A click shows {0}.', last.title) : null,
  ];
  return paragraphs
    .filter((paragraph) => paragraph !== null)
    .map((paragraph) => oneLine(paragraph, TOOLTIP_MAX))
    .join('\n\n');
}

/** Of one paragraph: a command to paste has the path of a log in it. */
const TOOLTIP_MAX = 1000;

/** What is read there, and what is not. */
function meaningOf({ kind, state }: Watcher): string {
  if (state === 'paused') {
    return kind === 'log'
      ? vscode.l10n.t('Nothing is read until it is resumed; it then goes on where it was.')
      : vscode.l10n.t('What is printed while it is paused is not decoded.');
  }
  switch (kind) {
    case 'terminals':
      return vscode.l10n.t(
        'What commands print in terminals with shell integration (bash, zsh, fish, PowerShell). In every terminal, records are links.',
      );
    case 'tasks':
      return vscode.l10n.t(
        'What tasks of the type “seccomp-lens” print, and what the problem matcher “$seccomp” finds in others. “Watch This Task” adds it.',
      );
    case 'debug':
      return vscode.l10n.t('What debugged programs print into the debug console.');
    case 'kernel':
      return state === 'off'
        ? vscode.l10n.t(
            'The kernel’s own records of refused calls. Nothing is started until you have it followed.',
          )
        : vscode.l10n.t(
            'The kernel’s own records of refused calls, of the last ten minutes and those to come.',
          );
    case 'log':
      return vscode.l10n.t('All that the file holds, and what is added, also after a rotation.');
    case 'pasted':
      return vscode.l10n.t('Selections, files and clipboards that you had decoded.');
  }
}
