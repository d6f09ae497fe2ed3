import type { Layout } from '../../policy/places';
import type { TextEdit } from '../../text/span';
import { insertItem, type Insertion, type NewItem } from '../layout';
import type { Page } from '../page';

/**
 * The edits that put an item into an array of JSON behind the one at an index (-1: in front of all),
 * in the way that the array is laid out; null where comments leave no sure place.
 */
export function insertJsonItem(
  page: Page,
  layout: Layout,
  after: number,
  item: NewItem,
): Insertion | null {
  const { items, body } = layout;
  const [first] = items;
  if (!first) return fill(page, layout, item);
  const previous = items[after];
  const oneALine = page.beginsLine(first.start) && page.beginsLine((previous ?? first).start);
  if (oneALine) return insertItem(page, layout, after, item);
  const separator = separatorAt(page, layout, after);
  const indent = page.indentAt((previous ?? first).start);
  const text = item.render(separator.includes('\n') ? page.indentAt(body.end) : indent);
  const [at, newText, offset] = previous
    ? [previous.end, separator + text, separator.length]
    : [first.start, text + separator, 0];
  const main = { start: at, end: at, newText };
  return { edits: [main], main, offset };
}

/** What parts two items near a place: `, `, or a comma and a line break. */
function separatorAt({ text }: Page, { items }: Layout, after: number): string {
  for (const at of [Math.max(after, 0), after - 1]) {
    const [one, next] = [items[at], items[at + 1]];
    const between = one && next ? text.slice(one.end, next.start) : '';
    if (/^\s*,\s*$/.test(between)) return between;
  }
  return text.trimEnd().includes('\n') ? ', ' : ',';
}

function fill(page: Page, { body }: Layout, item: NewItem): Insertion | null {
  const indent = page.indentAt(body.start);
  if (page.text.slice(body.start, body.end).trim() !== '') return null;
  const isOneLine = !page.text.trimEnd().includes('\n') || item.flat.startsWith('"');
  if (isOneLine && !page.text.slice(body.start, body.end).includes('\n')) {
    const main = { ...body, newText: item.flat };
    return { edits: [main], main, offset: 0 };
  }
  const unit = page.unit === '\t' ? '\t' : '  ';
  const before = page.eol + indent + unit;
  const main = { ...body, newText: before + item.render(indent + unit) + page.eol + indent };
  return { edits: [main], main, offset: before.length };
}

/**
 * The edit that takes an item out of an array of JSON, with the comma that parts it from the others;
 * null where a comment stands between, which may be about either.
 */
export function removeJsonItem({ text }: Page, { items }: Layout, index: number): TextEdit | null {
  const [item, previous, next] = [items[index], items[index - 1], items[index + 1]];
  if (!item) return null;
  const span = previous
    ? { start: previous.end, end: item.end }
    : { start: item.start, end: next?.start ?? item.end };
  const around = text.slice(span.start, item.start) + text.slice(item.end, span.end);
  return /[^\s,]/.test(around) ? null : { ...span, newText: '' };
}
