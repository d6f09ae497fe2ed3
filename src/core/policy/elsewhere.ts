import type { Allowlist, Filter } from './model';

/** A filter as another file tells of it: nothing of its text can be shown or edited here. */
export function fromElsewhere(filter: Filter): Filter {
  if (filter.file === null) return filter;
  return { ...filter, mismatchSpan: null, matchSpan: null, mismatchSites: [] };
}

/**
 * Lists of other files that one's own take in, those that take rules from the own file, and those that
 * a filter of the own file is built of.
 */
export function elsewhereOf(lists: readonly Allowlist[], own: readonly Allowlist[]): Allowlist[] {
  const others = lists.filter(({ file }) => file !== null);
  const taken = new Set(own);
  for (const { includes } of taken) {
    const starts = new Set(includes.map(({ span }) => span.start));
    for (const other of others) if (starts.has(other.holder?.span.start ?? -1)) taken.add(other);
  }
  const takesFrom = ({ entries }: Allowlist): boolean =>
    entries.some(({ ruleSets }) => ruleSets.some(({ file }) => file === null));
  const isFiltered = ({ filters }: Allowlist): boolean => filters.some(({ file }) => file === null);
  return others.filter((list) => taken.has(list) || takesFrom(list) || isFiltered(list));
}
