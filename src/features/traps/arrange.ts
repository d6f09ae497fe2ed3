import type { Trap } from '../../core/traps/trap';
import { wording } from '../../core/traps/late';

/** What rows can be put together by. */
export const GROUPINGS = ['none', 'call', 'thread', 'program'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** `first` and `latest` are times of sight; the rest sorts by name. */
export const ORDERS = ['first', 'latest', 'call', 'thread', 'program'] as const;
export type Order = (typeof ORDERS)[number];

export interface Arrangement {
  readonly group: Grouping;
  readonly order: Order;
}

export interface TrapGroup {
  /** What its traps have in common; null where no line says it. */
  readonly name: string | null;
  readonly traps: readonly Trap[];
}

/**
 * Traps in groups, both in their order; one group of all where they are not grouped.
 * @param traps in order of first sight
 * @param lastSeen milliseconds since the epoch
 */
export function arranged(
  traps: readonly Trap[],
  { group, order }: Arrangement,
  lastSeen: (trap: Trap) => number,
): readonly TrapGroup[] {
  const sorted = inOrder(traps, order, lastSeen);
  if (group === 'none') return [{ name: null, traps: sorted }];
  const groups = new Map<string | null, Trap[]>();
  for (const trap of sorted) {
    const name = nameOf(trap, group);
    const same = groups.get(name);
    if (same) same.push(trap);
    else groups.set(name, [trap]);
  }
  return [...groups].map(([name, members]) => ({ name, traps: members }));
}

function inOrder(
  traps: readonly Trap[],
  order: Order,
  lastSeen: (trap: Trap) => number,
): readonly Trap[] {
  if (order === 'first') return traps;
  if (order === 'latest') return [...traps].sort((a, b) => lastSeen(b) - lastSeen(a));
  const names = new Map(traps.map((trap) => [trap, nameOf(trap, order)]));
  return [...traps].sort((a, b) => compareNames(names.get(a) ?? null, names.get(b) ?? null));
}

/** What has no name stands last. */
function compareNames(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}

function nameOf(trap: Trap, by: 'call' | 'thread' | 'program'): string | null {
  switch (by) {
    case 'call':
      return trap.syscall?.name ?? wording().trapTitle(trap);
    case 'thread':
      return trap.comm;
    case 'program':
      return trap.exe;
  }
}
