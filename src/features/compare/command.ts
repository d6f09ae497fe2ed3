import * as path from 'node:path';
import * as vscode from 'vscode';
import { changesMarkdown, inertCode } from '../../core/compare/markdown';
import { compareSources } from '../../core/compare/sources';
import { oneLine } from '../../core/text/untrusted';
import type { Lens } from '../shared/lens';
import { messageOf, plain, sayError } from '../shared/notify';
import type { Reports } from './reports';
import { asShown, atHead } from './states';

/**
 * Shows what the changes of policies since the last commit mean in force, unsaved ones included.
 * @param given what Source Control hands on, its resource states; else the editor's file is meant
 */
export async function comparePolicy(
  given: readonly unknown[],
  { policies, log }: Lens,
  reports: Reports,
): Promise<void> {
  const sources = sourcesOf(given);
  if (sources.length === 0) {
    const message = vscode.l10n.t(
      'A policy is compared in a Rust source or a JSON file: open or select one.',
    );
    void vscode.window.showInformationMessage(message);
    return;
  }
  const parser = await policies.rustParser();
  const parts: string[] = [];
  for (const uri of sources) {
    try {
      const changes = compareSources(parser, await atHead(uri), await asShown(uri));
      const name = inertCode(vscode.workspace.asRelativePath(uri));
      parts.push(`## ${name}\n\n${changesMarkdown(changes)}`);
    } catch (error) {
      const name = path.basename(uri.fsPath);
      sayError(log, vscode.l10n.t('{0} cannot be compared: {1}', plain(name), messageOf(error)));
    }
  }
  if (parts.length === 0) return;
  const [first] = sources;
  const title =
    sources.length === 1 && first
      ? vscode.l10n.t('Policy of {0}, compared with HEAD', oneLine(path.basename(first.fsPath)))
      : vscode.l10n.t('Policies, compared with HEAD');
  const about = sources.map(({ fsPath }) => fsPath).join('\n');
  await reports.show(title, about, parts.join('\n'));
}

function sourcesOf(given: readonly unknown[]): vscode.Uri[] {
  const uris = given.flatMap((one) => {
    if (one instanceof vscode.Uri) return [one];
    const resource =
      typeof one === 'object' && one !== null && 'resourceUri' in one ? one.resourceUri : null;
    return resource instanceof vscode.Uri ? [resource] : [];
  });
  const active = vscode.window.activeTextEditor?.document.uri;
  const meant = uris.length > 0 ? uris : active ? [active] : [];
  const byPath = new Map(meant.map((uri) => [uri.fsPath, uri]));
  return [...byPath.values()].filter(
    ({ scheme, path: at }) => scheme === 'file' && /\.(?:rs|jsonc?)$/.test(at),
  );
}
