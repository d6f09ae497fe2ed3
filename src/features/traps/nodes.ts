import type { UnnamedRecord } from '../../core/records/record';
import { EVIDENCE_KEPT, type Evidence, type Origin, type Trap } from '../../core/traps/trap';
import type { Ignored } from '../shared/ignored';
import type { TrapStore } from '../shared/trap-store';
import { type Arrangement, arranged, type TrapGroup } from './arrange';

/** A row of the Traps view. Rows name what they show; the stores have it. */
export type Node =
  | { readonly kind: 'group'; readonly name: string | null }
  | { readonly kind: 'trap'; readonly key: string }
  | { readonly kind: 'evidence'; readonly key: string; readonly index: number }
  | { readonly kind: 'more'; readonly key: string; readonly count: number }
  /** Those traps that have no row yet. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'unnamed-line'; readonly index: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'ignored' }
  /** One that this window has not seen. */
  | { readonly kind: 'ignored-trap'; readonly key: string };

/** The same for the same thing over time, of no other row. */
export function idOf(node: Node): string {
  switch (node.kind) {
    case 'group':
      return `group/${JSON.stringify(node.name)}`;
    case 'trap':
      return node.key;
    case 'evidence':
      return `${node.key}/${node.index}`;
    case 'more':
      return `${node.key}/more`;
    case 'unnamed-line':
      return `unnamed/${node.index}`;
    case 'ignored-trap':
      return `ignored/${node.key}`;
    case 'hidden':
    case 'unnamed':
    case 'lost':
    case 'ignored':
      return node.kind;
  }
}

/** What the rows are made of. */
export interface Shown {
  readonly traps: TrapStore;
  readonly ignored: Ignored;
  /** One group, which has no row, where they are not grouped. */
  readonly groups: readonly TrapGroup[];
  readonly grouped: boolean;
  /** How many traps have no row. */
  readonly hidden: number;
}

/** What is shown of them. @param most so many traps have rows, the first ones of this arrangement */
export function shownOf(
  traps: TrapStore,
  ignored: Ignored,
  arrangement: Arrangement,
  most: number,
): Shown {
  const asked = traps.traps.filter((trap) => !ignored.has(trap));
  const all = arranged(asked, arrangement, (trap) => traps.runs.lastSeen(trap));
  let room = most;
  const groups = all.flatMap(({ name, traps: members }) => {
    const some = members.slice(0, room);
    room -= some.length;
    return some.length > 0 ? [{ name, traps: some }] : [];
  });
  const grouped = arrangement.group !== 'none';
  return { traps, ignored, groups, grouped, hidden: Math.max(0, asked.length - most) };
}

/**
 * The row that stands where traps are when they are ignored: the next one, else the one before, else
 * the row of all that are ignored. Null where none of them is among those that need an answer.
 */
export function rowBeside({ groups }: Shown, gone: readonly Trap[]): Node | null {
  const keys = groups.flatMap(({ traps }) => traps.map(({ key }) => key));
  const going = new Set(gone.map(({ key }) => key));
  const last = keys.findLastIndex((key) => going.has(key));
  if (last < 0) return null;
  const key = keys[last + 1] ?? keys.slice(0, last).findLast((one) => !going.has(one));
  return key === undefined ? { kind: 'ignored' } : { kind: 'trap', key };
}

/** The rows under `parent`, or the roots: the traps, what the logs could not say, what is ignored. */
export function childrenOf(shown: Shown, parent?: Node): Node[] {
  if (!parent) return roots(shown);
  switch (parent.kind) {
    case 'group': {
      const group = shown.groups.find(({ name }) => name === parent.name);
      return (group?.traps ?? []).map(({ key }) => ({ kind: 'trap', key }));
    }
    case 'trap': {
      const trap = shown.traps.byKey(parent.key);
      return trap ? evidenceRows(trap) : [];
    }
    case 'unnamed':
      return shown.traps.unnamed.map((_, index) => ({ kind: 'unnamed-line', index }));
    case 'ignored':
      return ignoredRows(shown);
    default:
      return [];
  }
}

/** How many rows stand below one; of the last row how many traps it stands for. */
export function countOf(shown: Shown, node: Node): number {
  if (node.kind === 'hidden') return shown.hidden;
  const trap = node.kind === 'trap' ? shown.traps.byKey(node.key) : null;
  // Its evidence is only counted: to look at it makes it anew.
  if (trap) return trap.evidenceCount + Number(trap.count > trap.evidenceCount);
  return childrenOf(shown, node).length;
}

function roots(shown: Shown): Node[] {
  const { groups } = shown;
  const rows: Node[] = !shown.grouped
    ? groups.flatMap(({ traps }) => traps.map(({ key }) => ({ kind: 'trap' as const, key })))
    : groups.map(({ name }) => ({ kind: 'group', name }));
  if (shown.hidden > 0) rows.push({ kind: 'hidden' });
  if (shown.traps.unnamed.length > 0) rows.push({ kind: 'unnamed' });
  if (shown.traps.lost > 0) rows.push({ kind: 'lost' });
  // Alone it would take the place of the words that welcome whoever has no trap yet.
  if (shown.ignored.all.length > 0 && shown.traps.traps.length > 0) rows.push({ kind: 'ignored' });
  return rows;
}

/** Those that were seen here are rows like the others, with their evidence. */
function ignoredRows({ traps, ignored }: Shown): Node[] {
  const seen = traps.traps.filter((trap) => ignored.has(trap));
  const keys = new Set(seen.flatMap(({ key, parts = [] }) => [key, ...parts]));
  return [
    ...seen.map(({ key }): Node => ({ kind: 'trap', key })),
    ...ignored.all
      .filter(({ key }) => !keys.has(key))
      .map(({ key }): Node => ({ kind: 'ignored-trap', key })),
  ];
}

/** A joiner keeps the first sightings and the latest: how many it left out between them is said. */
function evidenceRows({ key, evidence, count }: Trap): Node[] {
  const rows: Node[] = evidence.map((_, index) => ({ kind: 'evidence', key, index }));
  const more = count - evidence.length;
  if (more > 0) rows.splice(EVIDENCE_KEPT / 2, 0, { kind: 'more', key, count: more });
  return rows;
}

/** A line that was read somewhere. */
export type Sighting = Evidence | { readonly record: UnnamedRecord; readonly origin: Origin };

/**
 * The line that a command is asked to show: of an evidence row, else a trap's latest.
 * @param argument a row of the view, or `{ key, index }` of a trap's evidence; nothing else is taken
 */
export function sightingOf(store: TrapStore, argument: unknown): Sighting | null {
  const given = asObject(argument);
  const index = typeof given['index'] === 'number' ? given['index'] : undefined;
  if (given['kind'] === 'unnamed-line') return store.unnamed[index ?? -1] ?? null;
  const evidence = trapOf(store, argument)?.evidence;
  return (index === undefined ? evidence?.at(-1) : evidence?.[index]) ?? null;
}

/**
 * The trap that a command is asked about.
 * @param argument a row of the view, a trap's key, or an object that has it as `key`
 */
export function trapOf(store: TrapStore, argument: unknown): Trap | null {
  const key = keyOf(argument);
  return key === null ? null : store.byKey(key);
}

/** The key in such an argument; null where there is none. */
export function keyOf(argument: unknown): string | null {
  const key = typeof argument === 'string' ? argument : asObject(argument)['key'];
  return typeof key === 'string' ? key : null;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
