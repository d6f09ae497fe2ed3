import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import type { Layout } from '../policy/places';
import { planOf } from './change';
import { listsOn } from './choose';
import { ambiguous, areOne, noneNamed } from './choose-list';
import { ListName, pathOf } from './list-name';
import { namesOf } from './list-order';
import { isNearlySorted, isSorted } from './order';
import type { PlanOptions } from './options';
import type { Page } from './page';
import { firstLineOf } from './removal';
import { impossible, type Plan, type Want } from './remedy';

/** Puts a list in order that is nearly so: each entry with its cfg and its comments. */
export function sortPlan(policy: Policy, page: Page, want: Want, options: PlanOptions): Plan {
  const all = listsOn(policy, want);
  const name = options.list === undefined ? null : new ListName(policy, options.list);
  const named = name ? all.filter((list) => name.fits(list)) : all;
  if (options.list !== undefined && named.length === 0) {
    return impossible(noneNamed(policy, all, options.list));
  }
  const unsorted = named.filter((list) => isNearlySorted(namesIn(list)));
  const [list] = unsorted;
  if (!list) return nothingToSort(named);
  if (!areOne(unsorted)) {
    return ambiguous(
      policy,
      unsorted,
      unsorted.map((one) => one.name),
    );
  }
  return sortList(policy, page, list);
}

function namesIn({ layout, entries }: Allowlist): readonly (string | null)[] {
  return namesOf(layout.items, entries);
}

function nothingToSort(lists: readonly Allowlist[]): Plan {
  const [list] = lists;
  if (!list) return impossible(l10n.t('There is no list in this file that can be read.'));
  if (lists.length === 1 && isSorted(namesIn(list))) {
    return sorted(list, l10n.t('{0} is sorted already.', list.name));
  }
  return impossible(
    lists.length === 1
      ? l10n.t('{0} is not nearly sorted: its order may be meant.', list.name)
      : l10n.t('No list of this file is nearly sorted: its order may be meant.'),
  );
}

function sorted({ name, line }: Allowlist, message: string): Plan {
  return { kind: 'already-allowed', list: name, file: null, line, message };
}

function sortList(policy: Policy, page: Page, list: Allowlist): Plan {
  const path = pathOf(list);
  const refuse = (why: string): Plan =>
    impossible(l10n.t('{0} cannot be sorted exactly: {1}.', list.name, why));
  const { layout } = list;
  const names = namesIn(list);
  const places = layout.kind === 'chain' ? null : placesOf(page, layout);
  if (!places) return refuse(l10n.t('its entries do not stand on lines of their own'));
  if (names.some((name) => name === null)) {
    return refuse(l10n.t('something in it is no entry with a name'));
  }
  const start = places[0]?.start ?? 0;
  const end = places.at(-1)?.end ?? 0;
  const sections = sectionsOf(places);
  const order = sections.flatMap((section) => {
    const byName = (a: number, b: number): number =>
      (names[a] ?? '') < (names[b] ?? '') ? -1 : (names[a] ?? '') > (names[b] ?? '') ? 1 : a - b;
    return section.toSorted(byName);
  });
  if (order.every((from, at) => from === at)) {
    return sorted(list, l10n.t('{0} is in order between its blank lines.', list.name));
  }
  const newText = places.map((place, at) => placed(page, places, order[at] ?? at, place)).join('');
  const main = narrowed(page, { start, end, newText });
  return planOf(policy, [
    {
      kind: 'sort',
      widens: false,
      list: list.name,
      title: l10n.t('Sort {0}', path),
      force: l10n.t('Nothing is different in force: {0} holds the same entries.', path),
      edits: [main],
      main,
      offset: 0,
      warnings: [],
      touches: [list.holder?.span ?? list.span],
    },
  ]);
}

/** An item's lines: what is above it, itself, its comma or nothing, and what stands behind that. */
interface Place {
  /** Where its own lines begin, its comments' included. */
  readonly start: number;
  /** Where the item's text ends, before its comma. */
  readonly itemEnd: number;
  readonly comma: string;
  /** Behind the comma: a comment, the line's end. */
  readonly tailStart: number;
  readonly end: number;
  /** Blank lines and the like between the item before and this one's lines. */
  readonly gap: string;
}

/** null where an item shares a line with another, or more than comments stands between two. */
function placesOf(page: Page, layout: Layout): readonly Place[] | null {
  const { lines, text } = page;
  const places: Place[] = [];
  for (const [index, item] of layout.items.entries()) {
    const comma = item.comma;
    const tailStart = comma === null ? item.end : comma + 1;
    const start = lines.startOf(firstLineOf(page, layout, index));
    const previous = places.at(-1);
    const gap = previous ? text.slice(previous.end, start) : '';
    const beginsLine =
      text.slice(lines.startOf(lines.lineAt(item.start)), item.start).trim() === '';
    if (!beginsLine || !page.endsLine(tailStart)) return null;
    if (previous && (start < previous.end || /\S/.test(gap))) return null;
    // A comma that stands apart from its item would not travel as it should.
    if (comma !== null && /\S/.test(text.slice(item.end, comma))) return null;
    const end = lines.startOf(lines.lineAt(tailStart) + 1);
    const mark = comma === null ? '' : (text[comma] ?? '');
    places.push({ start, itemEnd: item.end, comma: mark, tailStart, end, gap });
  }
  return places;
}

/** Stretches between blank lines: a blank line sets groups apart that are meant. */
function sectionsOf(places: readonly Place[]): readonly (readonly number[])[] {
  const sections: number[][] = [];
  for (const [index, { gap }] of places.entries()) {
    const section = sections.at(-1);
    if (section && gap === '') section.push(index);
    else sections.push([index]);
  }
  return sections;
}

/** The lines of one item where another was, with the comma that belongs to that place. */
function placed({ text }: Page, places: readonly Place[], from: number, to: Place): string {
  const place = places[from];
  if (!place) return '';
  const { start, itemEnd, tailStart, end } = place;
  return to.gap + text.slice(start, itemEnd) + to.comma + text.slice(tailStart, end);
}

/** The same edit without the lines at both ends that stay as they are. */
function narrowed(
  { text, lines }: Page,
  { start, end, newText }: { start: number; end: number; newText: string },
): { start: number; end: number; newText: string } {
  const old = text.slice(start, end);
  let head = 0;
  while (head < old.length && old[head] === newText[head]) head += 1;
  head = lines.startOf(lines.lineAt(start + head)) - start;
  let tail = 0;
  const most = Math.min(old.length, newText.length) - head;
  while (tail < most && old.at(-1 - tail) === newText.at(-1 - tail)) tail += 1;
  const from = lines.lineAt(end - tail);
  tail = lines.startOf(from) === end - tail ? tail : end - lines.startOf(from + 1);
  return {
    start: start + head,
    end: end - tail,
    newText: newText.slice(head, newText.length - tail),
  };
}
