import * as path from 'node:path';
import * as vscode from 'vscode';
import { changesMarkdown, inertCode } from '../../core/compare/markdown';
import { compareSources } from '../../core/compare/sources';
import { oneLine } from '../../core/text/untrusted';
import { fileIn } from '../shared/inside';
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
  const asked = given.map((one) =>
    typeof one === 'object' && one !== null && 'resourceUri' in one ? one.resourceUri : one,
  );
  const uris = asked.filter((one) => one instanceof vscode.Uri);
  const meant = uris.length > 0 ? uris : [vscode.window.activeTextEditor?.document.uri];
  // The same path at another scheme is another version of the file.
  const files = meant.flatMap((one) => fileIn(one) ?? []);
  const byPath = new Map(files.map((uri) => [uri.fsPath, uri]));
  return [...byPath.values()].filter(({ path: at }) => /\.(?:rs|jsonc?)$/.test(at));
}
