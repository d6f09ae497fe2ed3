import * as path from 'node:path';
import * as vscode from 'vscode';
import { syscallByName, syscallSignature } from '../../core/abi/syscalls';
import type { ActionName, Arch } from '../../core/abi/types';
import type { Allowlist, Filter, Polarity } from '../../core/policy/model';
import type { Span } from '../../core/text/span';
import { oneLine } from '../../core/text/untrusted';
import { trapTitle } from '../../core/traps/words';
import { countsOf, fileOfRule, headSpan, qualifiedName } from '../shared/places';
import { isRequestRule } from './wanted';
import type {
  AllowlistNode,
  EntryNode,
  FileNode,
  ListNode,
  MissingNode,
  NoteNode,
  TakenNode,
} from './nodes';
import { entryWords, ruleWords } from './words';

const ROW_MAX = 120;
/** Of a lone file with more lists, or in a list with more entries, nobody looks at all at once. */
const OPEN_LISTS = 24;
const OPEN_ENTRIES = 500;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The row for a node. Whatever comes from a source is shown as text, on one line. */
export function itemOf(node: AllowlistNode, arch: Arch): vscode.TreeItem {
  const item = rowOf(node, arch);
  item.id = node.id;
  // Without it a screen reader reads the label alone.
  const words = [item.label, item.description].filter((it) => typeof it === 'string');
  item.accessibilityInformation ??= { label: words.join(', ') };
  return item;
}

function rowOf(node: AllowlistNode, arch: Arch): vscode.TreeItem {
  switch (node.kind) {
    case 'file':
      return fileRow(node);
    case 'list':
      return listRow(node);
    case 'entry':
      return entryRow(node, arch);
    case 'rule': {
      const item = row(ruleWords(arch, node.syscall, node.rule), None, 'symbol-operator');
      if (node.rule.cfg !== null) item.description = oneLine(node.rule.cfg, ROW_MAX);
      item.contextValue = isRequestRule(node) ? 'rule.request' : 'rule';
      const there = fileOfRule(node.entry, node.rule);
      return there === null
        ? going(item, node.file, node.rule.span)
        : goingTo(item, node.file, there, node.rule.line);
    }
    case 'missing':
      return missingRow(node);
    case 'taken':
      return takenRow(node);
    case 'note':
      return noteRow(node);
    case 'filter': {
      const item = row(node.filter.name, None, 'shield');
      item.description = actionsOf(node.filter);
      item.tooltip = vscode.l10n.t('A filter whose list of calls was not found in this file.');
      return going(item, node.file, node.filter.span);
    }
    case 'problem': {
      const item = row(node.problem.message, None, 'warning', 'list.warningForeground');
      item.tooltip = oneLine(node.problem.message, ROW_MAX * 4);
      return going(item, node.file, node.problem.span);
    }
  }
}

function fileRow(node: FileNode): vscode.TreeItem {
  const { uri } = node.source;
  const item = new vscode.TreeItem(path.posix.basename(uri.path), Expanded);
  const folder = path.posix.dirname(vscode.workspace.asRelativePath(uri));
  if (folder !== '.') item.description = folder;
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.tooltip = uri.fsPath;
  item.contextValue = 'source';
  return item;
}

function listRow(node: ListNode): vscode.TreeItem {
  const { list, file, calls } = node;
  const isLacking = calls.length > 0;
  const isEmpty = list.entries.length + list.includes.length + calls.length === 0;
  const isLong = file.source.policy.lists.length > OPEN_LISTS || list.entries.length > OPEN_ENTRIES;
  const onlyLogs = list.polarity === 'allow' && list.filter?.mismatch === 'log';
  const item = row(
    qualifiedName(list),
    isEmpty ? None : (file.alone && !isLong) || isLacking ? Expanded : Collapsed,
    ICONS[list.polarity],
    onlyLogs ? 'list.warningForeground' : undefined,
  );
  const words = [...listWords(list), list.cfg ?? ''].filter(Boolean).join(' · ');
  item.description = oneLine(words, ROW_MAX);
  item.tooltip = [
    qualifiedName(list),
    ...listWords(list),
    ...(list.filter ? [actionsOf(list.filter)] : []),
    ...(onlyLogs ? [vscode.l10n.t('The filter only logs: it stops no call.')] : []),
  ].join('\n');
  const { ask } = file.source;
  item.contextValue = ask.isNearlySorted(ask.namesOf(list.layout.items, list.entries))
    ? 'list.unsorted'
    : 'list';
  return going(item, file, headSpan(file.source.policy, list));
}

function entryRow(node: EntryNode, arch: Arch): vscode.TreeItem {
  const { entry, force } = node;
  const name = entry.syscall ?? vscode.l10n.t('call {0}', entry.bareNumber ?? '?');
  const limited = entry.rules !== null;
  const state = node.children.length > 0 ? Collapsed : None;
  const notes = forceNotes(node);
  const item =
    force.winner === null
      ? row(name, state, limited ? 'filter' : 'check')
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

/** What the entry does not say itself: in few words for the row, and as a sentence. */
function forceNotes({ force }: EntryNode): { short: string; long: string }[] {
  const { winner, unknown, secondFilters } = force;
  if (winner) {
    const short = vscode.l10n.t('not in force: line {0} wins', winner.entry.line);
    const long =
      winner.list.file === null
        ? vscode.l10n.t('Not in force: the entry at line {0} is put in later.', winner.entry.line)
        : vscode.l10n.t(
            'Not in force: the entry at {0}:{1} is put in later.',
            winner.list.file,
            winner.entry.line,
          );
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

function takenRow({ taken, file }: TakenNode): vscode.TreeItem {
  const { list, count } = taken;
  const item = row(qualifiedName(list), None, 'references');
  item.description =
    count === 1 ? vscode.l10n.t('1 call taken in') : vscode.l10n.t('{0} calls taken in', count);
  if (list.file !== null) {
    item.tooltip = `${oneLine(list.file)}:${list.line}`;
    return goingTo(item, file, list.file, list.line);
  }
  return going(item, file, headSpan(file.source.policy, list));
}

function noteRow({ words, file, parent }: NoteNode): vscode.TreeItem {
  const item = row(words, None, 'question', 'list.warningForeground');
  item.tooltip = vscode.l10n.t('Not understood, and so not counted: {0}', oneLine(words));
  return going(item, file, headSpan(file.source.policy, parent.list));
}

function missingRow({ call }: MissingNode): vscode.TreeItem {
  const [trap] = call.traps;
  const { refused, logged } = countsOf(call.traps);
  const item = row(trapTitle(trap), None, 'error', 'list.errorForeground');
  const seen =
    refused > 0
      ? vscode.l10n.t('missing, refused ×{0}', refused)
      : vscode.l10n.t('missing, logged ×{0}', logged);
  item.description = seen;
  item.tooltip = `${trapTitle(trap)}: ${seen}\n${vscode.l10n.t('Click to choose a fix.')}`;
  item.contextValue = 'missing';
  item.command = {
    command: 'seccompLens.fixTrap',
    title: vscode.l10n.t('Fix Trap…'),
    arguments: [trap.key],
  };
  return item;
}

const ICONS: Record<Polarity, string> = {
  allow: 'shield',
  deny: 'circle-slash',
  unknown: 'question',
};

/** How many calls the list has and what they meet, then what all others meet. */
function listWords({ polarity, filter, entries, serves }: Allowlist): string[] {
  const threads = serves.length === 0 ? [] : [vscode.l10n.t('for {0}', serves.join(', '))];
  const others = vscode.l10n.t('else {0}', filter?.mismatch ?? '?');
  switch (polarity) {
    case 'allow':
      return [vscode.l10n.t('{0} allowed', entries.length), others, ...threads];
    case 'deny':
      return [
        vscode.l10n.t('{0} met with {1}', entries.length, filter?.match ?? '?'),
        others,
        ...threads,
      ];
    case 'unknown':
      return [
        vscode.l10n.t('{0} calls', entries.length),
        vscode.l10n.t('filter not found in this file'),
        ...threads,
      ];
  }
}

function actionsOf({ match, mismatch }: Filter): string {
  const name = (action: ActionName | null) => action ?? '?';
  return vscode.l10n.t('match {0}, else {1}', name(match), name(mismatch));
}

function row(
  label: string,
  state: vscode.TreeItemCollapsibleState,
  icon: string,
  color?: string,
): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(label, ROW_MAX), state);
  item.iconPath = new vscode.ThemeIcon(icon, color ? new vscode.ThemeColor(color) : undefined);
  return item;
}

/** A click goes to `span` of the file. */
function going(item: vscode.TreeItem, { source, lines }: FileNode, span: Span): vscode.TreeItem {
  const selection = lines.rangeOf({ start: span.start, end: span.start });
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to Source'),
    arguments: [source.uri, { selection } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}

/** A click goes to a line, from 1, of another file of the crate. */
function goingTo(
  item: vscode.TreeItem,
  { source }: FileNode,
  name: string,
  line: number,
): vscode.TreeItem {
  const uri = source.crate.uris.get(name);
  if (!uri) return item;
  const selection = new vscode.Range(line - 1, 0, line - 1, 0);
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to Source'),
    arguments: [uri, { selection } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}
