import { syscallByName } from '../abi/syscalls';
import type { Syscall } from '../abi/types';
import type { Entry } from '../policy/entry';
import type { Span } from '../text/span';
import { isNearlySorted, isSorted, placeByNumber, placeOf } from './order';

/** The call of each item; null where it is none. In one pass: generated lists are long. */
export function namesOf(items: readonly Span[], entries: readonly Entry[]): (string | null)[] {
  const inOrder = entries.toSorted((a, b) => a.span.start - b.span.start);
  let next = 0;
  return items.map(({ start, end }) => {
    while ((inOrder[next]?.span.start ?? Infinity) < start) next++;
    const entry = inOrder[next];
    // What a function of the file makes of requests alone takes no part in the order of calls.
    const isCall = entry?.made?.key !== null;
    return entry !== undefined && isCall && entry.span.end <= end ? entry.syscall : null;
  });
}

/** Behind which of a list's calls another belongs; -1 for the first place. */
export function placeAmong(names: readonly (string | null)[], call: Syscall): number {
  const inOrder = isSorted(names) || isNearlySorted(names);
  const numbers = names.map((name) =>
    name === null ? null : (syscallByName(call.arch, name)?.number ?? null),
  );
  return (inOrder ? null : placeByNumber(numbers, call.number)) ?? placeOf(names, call.name);
}
