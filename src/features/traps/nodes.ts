import type { UnnamedRecord } from '../../core/records/record';
import { EVIDENCE_KEPT, type Evidence, type Origin, type Trap } from '../../core/traps/trap';
import type { TrapStore } from '../shared/trap-store';

/** A row of the Traps view. Rows name what they show; the store has it. */
export type Node =
  | { readonly kind: 'trap'; readonly key: string }
  | { readonly kind: 'evidence'; readonly key: string; readonly index: number }
  | { readonly kind: 'more'; readonly key: string; readonly count: number }
  | { readonly kind: 'unnamed' }
  | { readonly kind: 'unnamed-line'; readonly index: number }
  | { readonly kind: 'lost' };

/** The rows under `parent`, or the roots: the traps, then what the logs could not say. */
export function childrenOf(store: TrapStore, parent?: Node): Node[] {
  if (!parent) return roots(store);
  if (parent.kind === 'unnamed') {
    return store.unnamed.map((_, index) => ({ kind: 'unnamed-line', index }));
  }
  if (parent.kind !== 'trap') return [];
  const trap = store.byKey(parent.key);
  return trap ? evidenceRows(trap) : [];
}

function roots(store: TrapStore): Node[] {
  const rows: Node[] = store.traps.map(({ key }) => ({ kind: 'trap', key }));
  if (store.unnamed.length > 0) rows.push({ kind: 'unnamed' });
  if (store.lost > 0) rows.push({ kind: 'lost' });
  return rows;
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
  const key = typeof argument === 'string' ? argument : asObject(argument)['key'];
  return typeof key === 'string' ? store.byKey(key) : null;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
