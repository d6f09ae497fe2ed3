import * as vscode from 'vscode';
import type { Lens } from '../shared/lens';
import { messageOf, sayError } from '../shared/notify';
import type { AllowlistNode } from './nodes';
import { AllowlistView } from './view';

/** The Allowlist view: what the workspace's filters let through, and what was refused by them. */
export function registerAllowlist(lens: Lens): void {
  const view = new AllowlistView(lens);
  const changes = () => import('./change');
  const given = (target: unknown): AllowlistNode | null =>
    isRow(target) ? view.nodeOf(target) : null;
  // A menu gives its row; a key or the palette gives nothing, and the selected row is meant.
  const meant = (target: unknown): AllowlistNode | null =>
    given(target) ?? view.selection[0] ?? null;
  const commands: Readonly<Record<string, (target?: unknown, more?: unknown) => unknown>> = {
    rescanAllowlists: () => rescan(lens),
    filterAllowlist: (text) => {
      if (typeof text === 'string') view.setFilter(text);
      else view.askFilter();
    },
    clearAllowlistFilter: () => {
      view.setFilter(null);
    },
    revealInAllowlist: () => view.revealCursor(),
    // Of a code lens: the place of the list that it stands above.
    showAllowlist: (uri, offset) => {
      if (uri instanceof vscode.Uri && typeof offset === 'number') return view.reveal(uri, offset);
      return undefined;
    },
    addAllowlistEntry: async (target) => (await changes()).addEntry(lens, given(target)),
    removeAllowlistEntry: async (target) => (await changes()).removeEntry(lens, meant(target)),
    sortAllowlist: async (target) => (await changes()).sortEntries(lens, meant(target)),
  };
  lens.context.subscriptions.push(
    view,
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`seccompLens.${name}`, run),
    ),
  );
}

async function rescan(lens: Lens): Promise<void> {
  try {
    await lens.policies.rescan();
  } catch (error) {
    sayError(lens.log, vscode.l10n.t('The workspace was not searched: {0}', messageOf(error)));
  }
}

function isRow(target: unknown): target is AllowlistNode {
  return typeof target === 'object' && target !== null && 'kind' in target && 'file' in target;
}
