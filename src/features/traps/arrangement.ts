import * as vscode from 'vscode';
import { Disposable } from '../shared/disposable';
import { type Arrangement, type Grouping, GROUPINGS, type Order, ORDERS } from './arrange';

/** Memento of how the rows stand. */
const ARRANGEMENT = 'traps.arrangement';

/** How a person wants the rows of the Traps view, remembered for the workspace. */
export class RowArrangement extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  #now: Arrangement;

  readonly onDidChange = this.#changed.event;

  constructor(private readonly memento: vscode.Memento) {
    super();
    // A later version may have kept what this one does not know.
    const kept = memento.get<Partial<Arrangement>>(ARRANGEMENT, {});
    this.#now = {
      group: GROUPINGS.find((each) => each === kept.group) ?? 'none',
      order: ORDERS.find((each) => each === kept.order) ?? 'first',
    };
  }

  get now(): Arrangement {
    return this.#now;
  }

  /** `seccompLens.groupTraps`: asks by what, where it is not given. */
  async chooseGrouping(given: unknown): Promise<void> {
    const group =
      GROUPINGS.find((each) => each === given) ??
      (await pick(vscode.l10n.t('Group Traps By'), GROUPINGS, this.#now.group, groupWords));
    if (group) await this.#set({ ...this.#now, group });
  }

  /** `seccompLens.sortTraps`: asks by what, where it is not given. */
  async chooseOrder(given: unknown): Promise<void> {
    const order =
      ORDERS.find((each) => each === given) ??
      (await pick(vscode.l10n.t('Sort Traps By'), ORDERS, this.#now.order, orderWords));
    if (order) await this.#set({ ...this.#now, order });
  }

  async #set(now: Arrangement): Promise<void> {
    this.#now = now;
    this.#changed.fire();
    await this.memento.update(ARRANGEMENT, now);
  }
}

async function pick<T extends string>(
  title: string,
  values: readonly T[],
  now: T,
  words: (value: T) => string,
): Promise<T | undefined> {
  // What is in force stands first, where the picker begins.
  const items = [now, ...values.filter((value) => value !== now)].map((value) => ({
    value,
    label: words(value),
    description: value === now ? vscode.l10n.t('now') : '',
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.value;
}

function groupWords(group: Grouping): string {
  return group === 'none' ? vscode.l10n.t('Nothing') : nameWords(group);
}

function orderWords(order: Order): string {
  switch (order) {
    case 'first':
      return vscode.l10n.t('Time of First Sight');
    case 'latest':
      return vscode.l10n.t('Time of Latest Sight, Newest First');
    default:
      return nameWords(order);
  }
}

function nameWords(by: 'call' | 'thread' | 'program'): string {
  switch (by) {
    case 'call':
      return vscode.l10n.t('Call');
    case 'thread':
      return vscode.l10n.t('Thread');
    case 'program':
      return vscode.l10n.t('Program');
  }
}
