import * as vscode from 'vscode';
import type { Policy } from '../../core/policy/model';
import { isAboutFilter, mayHoldPolicy } from '../../core/policy/needles';
import type { Turns } from './turns';

/** Build output and dependencies hold copies that nobody edits. */
const NOT_SOURCES = ['target', 'node_modules', '.git'];

/** Whether it is worth a parse: cheap to ask. */
export function mayHoldFilter(document: vscode.TextDocument): boolean {
  return isSource(document) && hasNeedle(document.uri, document.getText());
}

/** Whether a file's text is worth a parse. */
export function hasNeedle({ path }: vscode.Uri, text: string): boolean {
  return mayHoldPolicy(text, path.endsWith('.rs') ? 'rust' : 'json');
}

/** A document that may be read as a source. */
export function isSource(document: vscode.TextDocument): boolean {
  const isRust = document.languageId === 'rust' && document.uri.scheme === 'file';
  return isRust || isJson(document);
}

export function isJson({ languageId, uri }: vscode.TextDocument): boolean {
  return (languageId === 'json' || languageId === 'jsonc') && uri.scheme === 'file';
}

/** What the workspace has of them, and what is open; each once. */
export async function findSources(turns: Turns): Promise<readonly vscode.Uri[]> {
  const pattern = vscode.workspace.getConfiguration('seccompLens').get('sources', '**/*.rs');
  const found = await vscode.workspace.findFiles(pattern, `**/{${NOT_SOURCES.join(',')}}/**`);
  // The editor makes thousands of names in one turn.
  await turns.next();
  const paths = new Set(found.map(({ path }) => path));
  const open = vscode.workspace.textDocuments.filter(isSource).map(({ uri }) => uri);
  return [...found, ...open.filter(({ path }) => !paths.has(path))];
}

/** Under a folder of the workspace that holds no sources. */
export function isCopy(uri: vscode.Uri): boolean {
  const folders = vscode.workspace.asRelativePath(uri).split('/');
  return NOT_SOURCES.some((name) => folders.includes(name));
}

/** Whether other files may have something to say about it, or it about them. */
export function isPartOfFilter({ dialect, lists, filters, ruleSets }: Policy): boolean {
  return dialect === 'rust' && [lists, filters, ruleSets].some((some) => some.length > 0);
}

/** Holds a filter or a part of one, or should, and cannot be read. */
export function isWorthShowing(policy: Policy): boolean {
  const { text, lists, filters, ruleSets, registrations } = policy;
  if ([lists, filters, ruleSets, registrations].some((some) => some.length > 0)) return true;
  // Problems are worked out when they are asked for.
  return isAboutFilter(text) && policy.problems.length > 0;
}
