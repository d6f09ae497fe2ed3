import * as vscode from 'vscode';
import type { Span } from '../../core/text/span';
import { oneLine } from '../../core/text/untrusted';
import type { FileNode } from './nodes';

/** What a row shows at most, in characters. */
export const ROW_MAX = 120;

/** A row with an icon of the editor's. Its label comes out of a source and becomes one line. */
export function row(
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
export function going(
  item: vscode.TreeItem,
  { source, lines }: FileNode,
  span: Span,
): vscode.TreeItem {
  const selection = lines.rangeOf({ start: span.start, end: span.start });
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to Source'),
    arguments: [source.uri, { selection } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}

/** A click goes to a line, from 1, of another file of the crate. */
export function goingTo(
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
