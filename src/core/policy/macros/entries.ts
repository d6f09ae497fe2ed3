import type { Made } from '../made/made';
import type { Entry } from '../entry';
import type { EntryShape } from '../entry-shape';
import { pathAt } from '../calls';
import type { Segment } from '../segments';
import type { Group, Token } from '../tokens';

/** How an entry that a macro makes is written again whose call the macro names itself: it is not. */
export const UNGIVEN: Made = { key: null, arg: null, value: null, several: false, adds: false };

/** Whether the source names the call of a key, and no macro. */
export function isGiven(key: readonly Token[]): boolean {
  return !key.every((token) => token.kind !== 'group' && token.made === true);
}

/** What a macro of the file adds to the key of an entry; null where the entry is written out. */
export function expandedBy({ key, group }: EntryShape, text: string): Entry['expanded'] {
  const path = pathAt(key, 0);
  const last = path ? key[path.next - 1] : undefined;
  const before = path?.words.at(-2) ?? null;
  const isCompleted = key.some((token) => token.kind !== 'group' && token.made === true);
  if (last?.kind === 'word' && last.made !== true) {
    const isJoined = last.text === `SYS_${text.slice(last.start, last.end)}`;
    // `nr::read` has another name by the `use` of that module.
    if (isJoined && (before === null || before === 'libc')) return { prefix: 'SYS_' };
    if (isCompleted && before !== null) return { prefix: before };
  }
  return group?.place || isCompleted ? { prefix: null } : null;
}

/** A statement that a macro makes, as the invocation that makes it. */
export function inInvocation(segment: Segment, { place }: Group): Segment {
  if (!place) return segment;
  const { start, end, comma } = place.whole;
  return { ...segment, start, end, bodyStart: start, comma };
}
