import * as vscode from 'vscode';
import type { ActionName } from '../../core/abi/types';
import type { Allowlist, Filter, Polarity } from '../../core/policy/allowlist';
import { oneLine } from '../../core/text/untrusted';
import { headSpan } from '../shared/places';
import type { ListNode } from './nodes';
import { going, row, ROW_MAX } from './row';

/** Of a lone file with more lists, or in a list with more entries, nobody looks at all at once. */
const OPEN_LISTS = 24;
const OPEN_ENTRIES = 500;
const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The row of a list: how many calls it has, what they meet, and what all others. */
export function listRow(node: ListNode): vscode.TreeItem {
  const { list, file, calls } = node;
  const isLacking = calls.length > 0;
  const isEmpty = list.entries.length + list.includes.length + calls.length === 0;
  const isLong = file.source.policy.lists.length > OPEN_LISTS || list.entries.length > OPEN_ENTRIES;
  const onlyLogs = list.polarity === 'allow' && list.filter?.mismatch === 'log';
  const { ask, policy } = file.source;
  const name = ask.shownName(policy, list);
  const item = row(
    name,
    isEmpty ? None : (file.alone && !isLong) || isLacking ? Expanded : Collapsed,
    ICONS[list.polarity],
    onlyLogs ? 'list.warningForeground' : undefined,
  );
  const words = [...listWords(list), list.cfg ?? ''].filter(Boolean).join(' · ');
  item.description = oneLine(words, ROW_MAX);
  item.tooltip = [
    name,
    ...listWords(list),
    ...(onlyLogs ? [vscode.l10n.t('The filter only logs: it stops no call.')] : []),
  ]
    .map((line) => oneLine(line))
    .join('\n');
  item.contextValue = ask.isNearlySorted(ask.namesOf(list.layout.items, list.entries))
    ? 'list.unsorted'
    : 'list';
  return going(item, file, headSpan(file.source.policy, list));
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
        entries.length === 1 ? vscode.l10n.t('1 call') : vscode.l10n.t('{0} calls', entries.length),
        filter ? actionsOf(filter) : vscode.l10n.t('filter not found in this file'),
        ...threads,
      ];
  }
}

/** What a filter does with the calls of its list, and with all others. */
export function actionsOf({ match, mismatch }: Filter): string {
  const name = (action: ActionName | null) => action ?? '?';
  return vscode.l10n.t('match {0}, else {1}', name(match), name(mismatch));
}
