import * as vscode from 'vscode';
import { rustAction } from '../../core/abi/actions';
import type { ReviewRow } from '../../core/diagnose/events';
import type { CallRow, RefusalWitness } from '../../core/diagnose/refusal';
import { inPick } from '../shared/notify';
import type { Decision } from './decision';

/** A row of the review. */
export interface RowItem extends vscode.QuickPickItem {
  /** Which row of the decision; null for what is let through, and for a separator. */
  readonly at: number | null;
}

/** The refused calls; where the whole process is asked for, the other requests, and what passed. */
export function itemsOf(decision: Decision): RowItem[] {
  const { isWhole, review, rows } = decision;
  const refused = review.rows.length;
  const items = rows.map((row, at) => itemOf(row, at, decision));
  if (!isWhole) return items;
  const passed = review.calls.filter(
    ({ allowed, request }) => allowed === true && request !== null,
  );
  return [
    separator(vscode.l10n.t('refused')),
    ...items.slice(0, refused),
    separator(vscode.l10n.t('requests outside of the filter, refused by nothing')),
    ...items.slice(refused),
    separator(vscode.l10n.t('requests that the filter lets through')),
    ...passed.map(passedItem),
  ];
}

function separator(label: string): RowItem {
  return { kind: vscode.QuickPickItemKind.Separator, label, at: null };
}

function itemOf(row: ReviewRow, at: number, decision: Decision): RowItem {
  const { title, problem, remedies } = row;
  const way = decision.way(at);
  const remedy = way === null ? undefined : remedies[way];
  const facts = [
    ...(remedy === undefined ? [] : [remedy.title, ...remedy.warnings]),
    ...(problem === null ? [] : [problem]),
  ];
  const other: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('list-selection'),
    tooltip: vscode.l10n.t('Another Way…'),
  };
  return {
    at,
    label: inPick(title),
    description: inPick([often(row), ...witnessed(row)].join(' · '), 160),
    detail: inPick(facts.join(' · '), 400),
    buttons: remedies.length > 1 ? [other] : [],
  };
}

function passedItem({ syscall, request, names, thread, afterFilter, list }: CallRow): RowItem {
  const call = `${syscall}(${names[0] ?? `0x${(request ?? 0).toString(16)}`})`;
  const times =
    afterFilter === 1 ? vscode.l10n.t('made once') : vscode.l10n.t('made {0} times', afterFilter);
  const where = list === null ? [] : [vscode.l10n.t('in {0}', list)];
  return {
    at: null,
    label: inPick(thread === null ? call : vscode.l10n.t('{0} by {1}', call, thread)),
    description: inPick([times, ...where].join(' · '), 160),
  };
}

function often({ refusal: { action, count, witnesses } }: ReviewRow): string {
  if (witnesses.length === 0) {
    return count === 1 ? vscode.l10n.t('made once') : vscode.l10n.t('made {0} times', count);
  }
  const answer = action === null ? '' : ` (${rustAction(action).replace('SeccompAction::', '')})`;
  const times =
    count === 1 ? vscode.l10n.t('refused once') : vscode.l10n.t('refused {0} times', count);
  return `${times}${answer}`;
}

/** What says so, in a word or two each. */
function witnessed({ refusal: { witnesses } }: ReviewRow): string[] {
  const words: Readonly<Record<RefusalWitness, () => string>> = {
    sigsys: () => vscode.l10n.t('SIGSYS names it'),
    killed: () => vscode.l10n.t('its thread died in it'),
    filter: () => vscode.l10n.t('the filter’s instructions refuse it'),
    policy: () => vscode.l10n.t('the source does not allow it'),
    kernel: () => vscode.l10n.t('in the kernel log'),
    program: () => vscode.l10n.t('the program prints it'),
  };
  return witnesses.map((witness) => words[witness]());
}
