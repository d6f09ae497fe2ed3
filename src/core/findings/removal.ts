import { removeJsonItem } from '../plan/json/items';
import type { Page } from '../plan/page';
import type { Allowlist, Layout, ListItem, RuleSet } from '../policy/model';
import { sortEdits } from '../text/edits';
import type { Span, TextEdit } from '../text/span';
import type { FindingFix } from './finding';

/** Removes what a span marks from the place that holds it; null where that is not surely right. */
export function removal(
  page: Page,
  place: Allowlist | RuleSet,
  span: Span,
  title: string,
): FindingFix | null {
  const { layout } = place;
  const index = itemAt(layout, span);
  if (index < 0 || layout.kind === 'chain') return null;
  if (layout.kind === 'json') return jsonRemoval(page, place, index, span, title);
  const edit =
    wholeLines(page, layout, index) ??
    (layout.kind === 'bracket' ? inLine(page, layout, index) : null);
  if (!edit) return null;
  const length = 'lengthSpan' in place ? place.lengthSpan : null;
  if (!length) return hasLength(page, place) ? null : { title, edits: [edit] };
  // `const LIST: [(i64, …); 3]` says how many there are.
  const count = page.text.slice(length.start, length.end);
  if (!/^[1-9][0-9]{0,5}$/.test(count)) return null;
  return { title, edits: sortEdits([{ ...length, newText: String(Number(count) - 1) }, edit]) };
}

/** Where an item of JSON is all that there is of an entry or a rule, and of no other. */
function jsonRemoval(
  page: Page,
  place: Allowlist | RuleSet,
  index: number,
  { start, end }: Span,
  title: string,
): FindingFix | null {
  const item = place.layout.items[index];
  if (item?.start !== start || item.end !== end) return null;
  const entries = 'entries' in place ? place.entries : [];
  const entry = entries.find(({ span }) => span.start === start);
  if (entry?.ruleSet && entry.rules?.length !== 1) return null;
  const edit = removeJsonItem(page, place.layout, index);
  return edit && { title, edits: [edit] };
}

/** Which item of a layout holds a span; -1 for none. */
export function itemAt({ items }: Layout, { start, end }: Span): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.start ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const item = items[low];
  return item && item.start <= start && end <= item.end ? low : -1;
}

/** Whether a type in front of the brackets gives a length, by a name or in a way that is not read. */
function hasLength({ text }: Page, { holder, layout }: Allowlist | RuleSet): boolean {
  const head = holder ? text.slice(holder.span.start, layout.body.start) : '';
  return /;\s*\w+\s*\]\s*(?:=|->|\{)/.test(head);
}

/** An item that shares its lines with no other goes with them, and the comment right above it. */
function wholeLines(page: Page, layout: Layout, index: number): TextEdit | null {
  const { lines } = page;
  const item = layout.items[index];
  if (!item) return null;
  const first = lines.lineAt(item.start);
  const end = behind(item);
  const last = lines.lineAt(Math.max(item.start, end - 1));
  const before = page.text.slice(lines.startOf(first), item.start);
  if (before.trim() !== '' || !page.endsLine(end) || last >= lines.count) return null;
  const next = layout.items[index + 1];
  if (next && lines.lineAt(next.start) <= last) return null;
  const floor = lines.lineAt(floorOf(layout, index));
  let from = first;
  while (from - 1 > floor && /^[ \t]*\/\//.test(lines.textOf(from - 1))) from -= 1;
  return { start: lines.startOf(from), end: lines.startOf(last + 1), newText: '' };
}

/** Where what belongs to the item before ends. */
function floorOf({ items, body }: Layout, index: number): number {
  const previous = items[index - 1];
  return previous ? behind(previous) : body.start;
}

/** Among others on a line: with its comma, and the blanks that part it from its neighbour. */
function inLine({ text }: Page, { items }: Layout, index: number): TextEdit | null {
  const item = items[index];
  if (!item) return null;
  const next = items[index + 1];
  const previous = items[index - 1];
  const span = next
    ? { start: item.start, end: next.start }
    : { start: previous ? previous.end : item.start, end: item.end };
  const around = text.slice(span.start, item.start) + text.slice(item.end, span.end);
  // A comment between them may be about either.
  if (/[^\s,]/.test(around)) return null;
  // The last of a list without a last comma leaves none behind.
  const end = !next && !previous ? behind(item) : span.end;
  return { start: span.start, end, newText: '' };
}

function behind({ end, comma }: ListItem): number {
  return comma === null ? end : comma + 1;
}
