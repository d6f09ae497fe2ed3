import type { Allowlist } from '../policy/allowlist';
import type { RuleSet } from '../policy/entry';
import type { Layout, ListItem } from '../policy/places';
import { sortEdits } from '../text/edits';
import type { Span, TextEdit } from '../text/span';
import { closedUp } from './bracket-fit';
import { removeJsonItem } from './json/items';
import type { Page } from './page';

/**
 * The edits that take what some spans mark out of the place that holds them, each with its comma,
 * its attributes and the comment right above it.
 * @param closes whether lines that fit on one by that are put on one, as rustfmt would; edits that are
 * to be made together with others of the same place leave them
 * @returns null where that is not surely right. So it is where no rule would be left: for
 * seccompiler an empty set of rules lets every argument through.
 */
export function removalEdits(
  page: Page,
  place: Allowlist | RuleSet,
  spans: readonly Span[],
  closes = true,
): readonly TextEdit[] | null {
  const { layout } = place;
  if ('rules' in place && place.rules.length <= spans.length) return null;
  const edits: TextEdit[] = [];
  for (const span of spans) {
    const index = itemAt(layout, span);
    const edit = index < 0 ? null : removeItem(page, place, index, span);
    if (!edit) return null;
    edits.push(edit);
  }
  const sorted = sortEdits(edits);
  if (sorted.some(({ start }, at) => start < (sorted[at - 1]?.end ?? 0))) return null;
  const closed = closes
    ? (emptied(page, layout, sorted) ??
      closedUp(page, layout, (text, at) =>
        spans.some((span) => itemAt(layout, span) === at) ? null : text,
      ))
    : null;
  return withLength(page, place, spans.length, closed ? [closed] : sorted);
}

/** With the number in `[(i64, …); 3]`, where there is one. */
function withLength(
  page: Page,
  place: Allowlist | RuleSet,
  gone: number,
  sorted: readonly TextEdit[],
): readonly TextEdit[] | null {
  const length = 'lengthSpan' in place ? place.lengthSpan : null;
  if (!length) return hasLength(page, place) ? null : sorted;
  const count = page.text.slice(length.start, length.end);
  if (!/^[1-9][0-9]{0,5}$/.test(count)) return null;
  const newText = String(Number(count) - gone);
  return sortEdits([{ ...length, newText }, ...sorted]);
}

/** A bracket over several lines that holds nothing any more, closed. */
function emptied(page: Page, { body, kind }: Layout, edits: readonly TextEdit[]): TextEdit | null {
  const inside = edits.every(({ start, end }) => body.start <= start && end <= body.end);
  if (kind !== 'bracket' || !inside) return null;
  const kept: string[] = [];
  let at = body.start;
  for (const edit of edits) {
    kept.push(page.text.slice(at, edit.start));
    at = edit.end;
  }
  kept.push(page.text.slice(at, body.end));
  return kept.join('').trim() === '' ? { ...body, newText: '' } : null;
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

function removeItem(
  page: Page,
  place: Allowlist | RuleSet,
  index: number,
  span: Span,
): TextEdit | null {
  const { layout } = place;
  if (layout.kind === 'json') return fromJson(page, place, index, span);
  if (layout.kind === 'chain') return fromChain(page, layout, index);
  const lines = wholeLines(page, layout, index);
  return lines ?? (layout.kind === 'bracket' ? inLine(page, layout, index) : null);
}

/** Where an item of JSON is all that there is of an entry or a rule, and of no other. */
function fromJson(
  page: Page,
  place: Allowlist | RuleSet,
  index: number,
  { start, end }: Span,
): TextEdit | null {
  const item = place.layout.items[index];
  if (item?.start !== start || item.end !== end) return null;
  const entries = 'entries' in place ? place.entries : [];
  const entry = entries.find(({ span }) => span.start === start);
  if (entry?.ruleSet && entry.rules?.length !== 1) return null;
  return removeJsonItem(page, place.layout, index);
}

/** `.add_constraint(…)` with the blanks in front of it. */
function fromChain({ text }: Page, { items, body }: Layout, index: number): TextEdit | null {
  const item = items[index];
  if (!item) return null;
  const start = items[index - 1]?.end ?? body.start;
  // Other calls can stand between, `.log_only(true)`; what a comment is about is not known.
  const before = start + text.slice(start, item.start).trimEnd().length;
  return /\/[/*]/.test(text.slice(start, before))
    ? null
    : { start: before, end: item.end, newText: '' };
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
  const from = firstLineOf(page, layout, index);
  return { start: lines.startOf(from), end: lines.startOf(last + 1), newText: '' };
}

/** The line that an item begins on, with the comment lines right above it. */
export function firstLineOf({ lines }: Page, layout: Layout, index: number): number {
  const floor = lines.lineAt(floorOf(layout, index));
  let from = lines.lineAt(layout.items[index]?.start ?? 0);
  while (from - 1 > floor && isComment(lines.textOf(from - 1))) from -= 1;
  return from;
}

function isComment(line: string): boolean {
  return /^[ \t]*(?:\/\/|\/\*(?:(?!\*\/).)*\*\/\s*$)/.test(line);
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
