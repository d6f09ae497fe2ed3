/** Pieces of texts are compared at once, smaller and smaller ones. */
const PIECES = [4096, 256, 16, 1];

/** How many units two texts have in common at their beginning, and how many of the rest at their end. */
export function sameEnds(one: string, other: string): { start: number; behind: number } {
  const least = Math.min(one.length, other.length);
  let start = 0;
  let behind = 0;
  for (const size of PIECES) {
    while (start + size <= least && one.startsWith(other.slice(start, start + size), start)) {
      start += size;
    }
  }
  for (const size of PIECES) {
    for (;;) {
      const [from, to] = [other.length - behind - size, other.length - behind];
      if (behind + size > least - start) break;
      if (!one.startsWith(other.slice(from, to), one.length - behind - size)) break;
      behind += size;
    }
  }
  return { start, behind };
}
