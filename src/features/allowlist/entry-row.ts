import * as path from 'node:path';
import * as vscode from 'vscode';
import { syscallByName, syscallSignature } from '../../core/abi/syscalls';
import type { Arch } from '../../core/abi/types';
import type { Polarity } from '../../core/policy/allowlist';
import { oneLine } from '../../core/text/untrusted';
import type { EntryNode } from './nodes';
import { going, row, ROW_MAX } from './row';
import { entryWords } from './words';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** The row of an entry: its call, what limits it, and whether it is in force. */
export function entryRow(node: EntryNode, arch: Arch): vscode.TreeItem {
  const { entry, force, list } = node;
  const name = oneLine(entry.syscall ?? vscode.l10n.t('call {0}', entry.bareNumber ?? '?'));
  const limited = entry.rules !== null;
  const state = node.children.length > 0 ? Collapsed : None;
  const notes = forceNotes(node);
  const item =
    force.winner === null
      ? row(name, state, limited ? 'filter' : ICONS[list.polarity])
      : row(name, state, 'circle-slash', 'disabledForeground');
  const words = [entryWords(arch, entry), entry.cfg ?? '', ...notes.map(({ short }) => short)];
  const description = oneLine(words.filter(Boolean).join(' · '), ROW_MAX);
  if (description !== '') item.description = description;
  const known = entry.syscall === null ? null : syscallByName(arch, entry.syscall);
  const how = limited
    ? vscode.l10n.t('Only where a rule below matches')
    : vscode.l10n.t('With any arguments');
  item.tooltip = [
    known ? syscallSignature(known) : name,
    ...(known ? [vscode.l10n.t('number {0} on {1}', known.number, arch)] : []),
    how,
    ...notes.map(({ long }) => oneLine(long)),
    ...(entry.comment === null ? [] : [oneLine(entry.comment)]),
  ].join('\n');
  item.accessibilityInformation = {
    label: [name, description, how].filter(Boolean).join(', '),
  };
  item.contextValue = 'entry';
  return going(item, node.file, entry.span);
}

/** What becomes of the call where its arguments do not matter: a list of refused calls ticks none. */
const ICONS: Record<Polarity, string> = {
  allow: 'check',
  deny: 'circle-slash',
  unknown: 'question',
};

/** What the entry does not say itself: in few words for the row, and as a sentence. */
function forceNotes({ force }: EntryNode): { short: string; long: string }[] {
  const { winner, unknown, secondFilters } = force;
  if (winner) {
    const { line } = winner.entry;
    const { file } = winner.list;
    const short =
      file === null
        ? vscode.l10n.t('not in force: line {0} wins', line)
        : vscode.l10n.t('not in force: {0} wins', `${path.posix.basename(file)}:${line}`);
    const long =
      file === null
        ? vscode.l10n.t('Not in force: the entry at line {0} is put in later.', line)
        : vscode.l10n.t('Not in force: the entry at {0}:{1} is put in later.', file, line);
    return [{ short, long }];
  }
  return [
    ...(unknown === null
      ? []
      : [{ short: vscode.l10n.t('not known'), long: vscode.l10n.t('Not known: {0}', unknown) }]),
    ...secondFilters.map(({ answer, line, filter, message }) => ({
      short: vscode.l10n.t('{0} by line {1}', errnoIn(answer) ?? filter.match ?? answer, line),
      long: message,
    })),
  ];
}

/** `EACCES` of `SeccompAction::Errno(libc::EACCES.try_into()?)`. */
function errnoIn(answer: string): string | null {
  return /\bE[A-Z0-9]{2,}\b/.exec(answer)?.[0] ?? null;
}
