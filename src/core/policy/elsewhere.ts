import type { Span } from '../text/span';
import type { joinFilters } from './join';
import type { ActionSite, Allowlist, Filter } from './allowlist';

/** A filter as another file tells of it: nothing of its text can be shown or edited here. */
export function fromElsewhere(filter: Filter): Filter {
  if (filter.file === null) return filter;
  return { ...filter, mismatchSpan: null, matchSpan: null };
}

/**
 * Where the actions of filters are written, as the files have it that these places are in.
 * @param startOf where the file that an offset lies in begins
 */
export function withSitesOfFiles(
  { filters, lists }: JoinedLists,
  startOf: (offset: number) => number,
): JoinedLists {
  const moved = (site: ActionSite): ActionSite =>
    site.file === null ? site : siteFrom(site, startOf(site.span.start));
  const known = new Map<Filter, Filter>();
  const sited = (filter: Filter): Filter => {
    if (filter.mismatchSites.every(({ file }) => file === null)) return filter;
    const made = known.get(filter) ?? {
      ...filter,
      mismatchSites: filter.mismatchSites.map(moved),
    };
    known.set(filter, made);
    return made;
  };
  return {
    filters: filters.map(sited),
    lists: lists.map((list) => ({
      ...list,
      filter: list.filter && sited(list.filter),
      filters: list.filters.map(sited),
    })),
  };
}

type JoinedLists = ReturnType<typeof joinFilters>;

/** A site with its offsets counted from another one. */
function siteFrom(site: ActionSite, from: number): ActionSite {
  const span = ({ start, end }: Span): Span => ({ start: start - from, end: end - from });
  const { holder, layout } = site;
  return {
    ...site,
    span: span(site.span),
    holder: holder && { ...holder, span: span(holder.span) },
    layout: layout && {
      ...layout,
      body: span(layout.body),
      items: layout.items.map(({ start, end, comma }) => ({
        ...span({ start, end }),
        comma: comma === null ? null : comma - from,
      })),
    },
  };
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
