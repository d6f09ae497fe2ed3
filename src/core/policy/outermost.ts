import type { FnItem } from './items';

/** The functions that stand in no other one, in the order of the text. */
export function outermostOf(functions: readonly FnItem[]): FnItem[] {
  let behind = -1;
  return functions
    .toSorted((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      if (start < behind) return false;
      behind = end;
      return true;
    });
}
