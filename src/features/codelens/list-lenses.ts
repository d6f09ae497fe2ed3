import * as vscode from 'vscode';
import type { Allowlist } from '../../core/policy/allowlist';
import { openTrapsWords } from '../shared/count-words';
import { Disposable } from '../shared/disposable';
import { Heads } from '../shared/heads';
import type { Lens } from '../shared/lens';
import { missingCalls, openTraps } from '../shared/places';
import type { UncheckedPolicy } from '../shared/policy-source';
import { mayHoldFilter } from '../shared/source-kinds';

/** What follows a click; none of them stands in the palette. */
const SHOW_LIST = 'seccompLens.showAllowlist';
export const SHOW_LIST_TRAPS = 'seccompLens.showListTraps';

/** Above each allowlist: `17 entries · else trap`, and the open traps that it would answer. */
export class ListLenses extends Disposable implements vscode.CodeLensProvider {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #heads = new Heads();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(private readonly lens: Lens) {
    super();
    const fire = () => {
      this.#changed.fire();
    };
    this.register(lens.verdicts.onDidChange(fire));
    this.register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('seccompLens.codeLens')) fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const settings = vscode.workspace.getConfiguration('seccompLens', document.uri);
    if (!settings.get<boolean>('codeLens', true) || !mayHoldFilter(document)) return [];
    const policy = await this.lens.policies.read(document);
    const traps = this.#trapsIn(policy);
    return policy.lists.flatMap((list) => {
      const { start } = this.#heads.rangeOf(policy, list);
      const range = new vscode.Range(start, start);
      const what = lensOf(range, summaryOf(list), SHOW_LIST, [document.uri, list.span.start]);
      const keys = traps.get(list) ?? [];
      if (keys.length === 0) return [what];
      return [what, lensOf(range, openTrapsWords(keys.length), SHOW_LIST_TRAPS, [keys])];
    });
  }

  /** The keys of the open traps, by the list that lacks their calls. */
  #trapsIn(policy: UncheckedPolicy): ReadonlyMap<Allowlist, readonly string[]> {
    const traps = new Map<Allowlist, string[]>();
    const own = new Set(policy.lists);
    for (const { lists, traps: some } of missingCalls(openTraps(this.lens))) {
      const keys = some.map(({ key }) => key);
      for (const list of lists) {
        if (own.has(list)) traps.set(list, [...(traps.get(list) ?? []), ...keys]);
      }
    }
    return traps;
  }
}

function lensOf(
  range: vscode.Range,
  title: string,
  command: string,
  args: unknown[],
): vscode.CodeLens {
  return new vscode.CodeLens(range, { title, command, arguments: args });
}

function summaryOf({ entries, filter, polarity }: Allowlist): string {
  const count =
    entries.length === 1 ? vscode.l10n.t('1 entry') : vscode.l10n.t('{0} entries', entries.length);
  if (polarity === 'unknown' || !filter) return count;
  const others = vscode.l10n.t('else {0}', filter.mismatch ?? '?');
  return polarity === 'deny'
    ? [count, vscode.l10n.t('each gets {0}', filter.match ?? '?'), others].join(' · ')
    : [count, others].join(' · ');
}
