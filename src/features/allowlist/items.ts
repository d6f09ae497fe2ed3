import * as path from 'node:path';
import * as vscode from 'vscode';
import { syscallByName } from '../../core/abi/syscalls';
import type { ActionName, Arch } from '../../core/abi/types';
import type { Allowlist, Filter, Polarity } from '../../core/policy/model';
import type { Span } from '../../core/text/span';
import { oneLine } from '../../core/text/untrusted';
import { trapTitle } from '../../core/traps/words';
import { countsOf, headSpan, qualifiedName } from '../shared/places';
import type { AllowlistNode, EntryNode, FileNode, ListNode, MissingNode } from './nodes';
import { entryWords, ruleWords } from './words';

const ROW_MAX = 120;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The row for a node. Whatever comes from a source is shown as text, on one line. */
export function itemOf(node: AllowlistNode, arch: Arch): vscode.TreeItem {
  const item = rowOf(node, arch);
  item.id = node.id;
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
      return going(item, node.file, node.rule.span);
    }
    case 'missing':
      return missingRow(node);
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
  const { list, file, children } = node;
  const isLacking = children.some(({ kind }) => kind === 'missing');
  const onlyLogs = list.polarity === 'allow' && list.filter?.mismatch === 'log';
  const item = row(
    qualifiedName(list),
    children.length === 0 ? None : file.alone || isLacking ? Expanded : Collapsed,
    ICONS[list.polarity],
    onlyLogs ? 'list.warningForeground' : undefined,
  );
  const words = [...listWords(list), list.cfg ?? ''].filter(Boolean).join(' · ');
  item.description = oneLine(words, ROW_MAX);
  item.tooltip = [
    qualifiedName(list),
    ...listWords(list),
    ...(onlyLogs ? [vscode.l10n.t('The filter only logs: it stops no call.')] : []),
  ].join('\n');
  item.contextValue = 'list';
  return going(item, file, headSpan(file.source.policy, list));
}

function entryRow(node: EntryNode, arch: Arch): vscode.TreeItem {
  const { entry } = node;
  const name = entry.syscall ?? vscode.l10n.t('call {0}', entry.bareNumber ?? '?');
  const limited = entry.rules !== null;
  const item = row(name, node.children.length > 0 ? Collapsed : None, limited ? 'filter' : 'check');
  const words = [entryWords(arch, entry), entry.cfg ?? ''].filter(Boolean).join(' · ');
  if (words !== '') item.description = oneLine(words, ROW_MAX);
  const known = entry.syscall === null ? null : syscallByName(arch, entry.syscall);
  item.tooltip = [
    known ? `${known.name}(${known.args?.join(', ') ?? '…'})` : name,
    ...(known ? [vscode.l10n.t('number {0} on {1}', known.number, arch)] : []),
    limited
      ? vscode.l10n.t('Only where a rule below matches')
      : vscode.l10n.t('With any arguments'),
    ...(entry.comment === null ? [] : [oneLine(entry.comment)]),
  ].join('\n');
  item.contextValue = 'entry';
  return going(item, node.file, entry.span);
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
function listWords({ polarity, filter, entries }: Allowlist): string[] {
  const others = vscode.l10n.t('else {0}', filter?.mismatch ?? '?');
  switch (polarity) {
    case 'allow':
      return [vscode.l10n.t('{0} allowed', entries.length), others];
    case 'deny':
      return [vscode.l10n.t('{0} met with {1}', entries.length, filter?.match ?? '?'), others];
    case 'unknown':
      return [
        vscode.l10n.t('{0} calls', entries.length),
        vscode.l10n.t('filter not found in this file'),
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
