import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import { oneLine } from '../../core/text/untrusted';
import { trapTitle } from '../../core/traps/words';
import { shownFile } from '../shared/notify';
import { countsOf, fileOfRule, headSpan, qualifiedName } from '../shared/places';
import { entryRow } from './entry-row';
import { actionsOf, listRow } from './list-row';
import type { AllowlistNode, FileNode, MissingNode, NoteNode, TakenNode } from './nodes';
import { going, goingTo, row, ROW_MAX } from './row';
import { isRequestRule } from './wanted';
import { ruleWords } from './words';

const { Expanded, None } = vscode.TreeItemCollapsibleState;

/** The row for a node. Whatever comes from a source is shown as text, on one line. */
export function itemOf(node: AllowlistNode, arch: Arch): vscode.TreeItem {
  const item = rowOf(node, arch);
  item.id = node.id;
  // Without it a screen reader reads the tooltip in the place of the row, where there is one.
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
  const item = new vscode.TreeItem(oneLine(path.posix.basename(uri.path)), Expanded);
  const folder = path.posix.dirname(shownFile(uri));
  if (folder !== '.') item.description = folder;
  item.resourceUri = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.tooltip = oneLine(uri.fsPath, ROW_MAX * 4);
  item.contextValue = 'source';
  return item;
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
      ? vscode.l10n.t('refused ×{0}, missing', refused)
      : vscode.l10n.t('logged ×{0}, missing', logged);
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
