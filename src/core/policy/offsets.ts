import type { Span } from '../text/span';
import { firstIndex } from './first-index';

/** Tells whether one of some offsets lies in a stretch. */
export function holding(offsets: readonly number[]): (span: Span) => boolean {
  const sorted = Float64Array.from(offsets).sort();
  return ({ start, end }) => {
    const first = firstIndex(sorted.length, (at) => (sorted[at] ?? 0) >= start);
    return (sorted[first] ?? Infinity) < end;
  };
}

/** The offsets at which all that is held begins. */
export function offsetsIn(held: object): number[] {
  const found: number[] = [];
  const seen = new Set<object>();
  const queue: object[] = [held];
  for (let one = queue.pop(); one; one = queue.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    for (const [key, value] of Object.entries(one) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) queue.push(value);
      else if (key === 'start' && typeof value === 'number') found.push(value);
    }
  }
  return found;
}
