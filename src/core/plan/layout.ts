import type { Layout, ListItem } from '../policy/places';
import type { TextEdit } from '../text/span';
import { addsComma, insertInline, insertOnOneLine } from './bracket-line';
import type { Page } from './page';
import { insertLink } from './link';
import { insertStatement } from './statement';

/** An item to be put into a bracket. */
export interface NewItem {
  /** On one line, without its comma. */
  readonly flat: string;
  /** Whether one line of its own can hold it at an indentation. */
  fits(indent: string): boolean;
  /** As rustfmt leaves it at an indentation; its further lines are indented in full. */
  render(indent: string): string;
  /** As the only item of a bracket that opens around it; absent where that is never done. */
  alone?(indent: string): string;
}

/** Edits, and which of them holds the new item, at what offset in its text. */
export interface Insertion {
  readonly edits: readonly TextEdit[];
  readonly main: TextEdit;
  readonly offset: number;
}

/** An item that is there already, for when it has to be laid out anew; null to move it as it is. */
export type Existing = (index: number) => NewItem | null;

/** `insertEdits`, with the place of the item told. */
export function insertItem(
  page: Page,
  layout: Layout,
  after: number,
  item: NewItem,
  existing: Existing = () => null,
): Insertion {
  let rendered = item.flat;
  const watched: NewItem = {
    flat: item.flat,
    fits: (indent) => item.fits(indent),
    render: (indent) => (rendered = item.render(indent)),
    ...(item.alone && { alone: (indent) => (rendered = item.alone?.(indent) ?? item.flat) }),
  };
  const edits = insertEdits(page, layout, after, watched, existing);
  const main = edits.find(({ newText }) => newText.includes(rendered)) ?? edits[0];
  if (!main) throw new Error('unreachable: an item is always put somewhere');
  return { edits, main, offset: Math.max(0, main.newText.lastIndexOf(rendered)) };
}

/**
 * The edits that put an item behind the one at an index (-1: in front of all), in the way that the
 * bracket is laid out: on its one line, or one item a line, with or without a last comma.
 */
function insertEdits(
  page: Page,
  layout: Layout,
  after: number,
  item: NewItem,
  existing: Existing,
): readonly TextEdit[] {
  const { body, items } = layout;
  if (layout.kind === 'block') return insertStatement(page, layout, after, item);
  if (layout.kind === 'chain') return insertLink(page, layout, after, item);
  const [first] = items;
  const inside = page.text.slice(body.start, body.end);
  if (!first)
    return inside.includes('\n') ? fillLines(page, layout, item) : fill(page, layout, item);
  if (page.beginsLine(first.start)) return insertLine(page, layout, after, item);
  if (hasComment(page, layout) || (inside.includes('\n') && items.length > 1)) {
    return insertInline(layout, after, item.flat);
  }
  return insertOnOneLine(page, layout, after, item, existing);
}

/** Whether more than commas and blanks stands around the items. */
function hasComment(page: Page, { body, items }: Layout): boolean {
  let at = body.start;
  for (const item of [...items, { start: body.end, end: body.end }]) {
    if (/[^\s,]/.test(page.text.slice(at, item.start))) return true;
    at = item.end;
  }
  return false;
}

/** `vec![]` on one line; a comment in it stays in front. */
function fill(page: Page, { body, macro }: Layout, item: NewItem): TextEdit[] {
  const indent = page.indentAt(body.start);
  const comment = page.text.slice(body.start, body.end).trim();
  const line = page.lines.textOf(page.lines.lineAt(body.start));
  const flat = page.widthOf(item.flat) <= page.format.array && item.fits('');
  if (flat && page.widthOf(line) + page.widthOf(item.flat) <= page.format.line) {
    return [{ ...body, newText: comment === '' ? item.flat : `${comment} ${item.flat}` }];
  }
  if (item.alone && comment === '') return [{ ...body, newText: item.alone(indent) }];
  const inner = indent + page.unit;
  const comma = addsComma(macro) ? ',' : '';
  const head = comment === '' ? '' : page.eol + inner + comment;
  const newText = head + page.eol + inner + item.render(inner) + comma + page.eol + indent;
  return [{ ...body, newText }];
}

/** A bracket over several lines that holds nothing, or comments only. */
function fillLines(page: Page, { body }: Layout, item: NewItem): TextEdit[] {
  const closing = page.lines.startOf(page.lines.lineAt(body.end));
  const outer = page.indentAt(body.end);
  const line = `${outer + page.unit}${item.render(outer + page.unit)},${page.eol}`;
  if (page.beginsLine(body.end)) return [{ start: closing, end: closing, newText: line }];
  // A comment of several lines ends beside the bracket.
  const start = body.start + page.text.slice(body.start, body.end).trimEnd().length;
  return [{ start, end: body.end, newText: page.eol + line + outer }];
}

/** One item a line. */
function insertLine(page: Page, layout: Layout, after: number, item: NewItem): TextEdit[] {
  const { items } = layout;
  const previous = items[after];
  const neighbour = previous ?? items[0];
  if (!neighbour) return [];
  const indent = page.beginsLine(neighbour.start)
    ? page.indentAt(neighbour.start)
    : page.indentAt(layout.body.start) + page.unit;
  const before = previous?.comma ?? previous?.end ?? layout.body.start;
  const line = page.eolAt(before) + indent + item.render(indent);
  if (!previous) {
    const { start } = layout.body;
    // `vec![ // comment`: what stands behind the bracket stays on its line.
    const at = page.lineEnd(start);
    if (page.endsLine(start)) return [{ start: at, end: at, newText: `${line},` }];
    const text = item.render(indent) + ',' + page.eolAt(before) + indent;
    return [{ start: neighbour.start, end: neighbour.start, newText: text }];
  }
  return behind(page, previous, line) ?? insertInline(layout, after, item.flat);
}

/** A line behind an item, or null where the item shares its last line with the next. */
function behind(page: Page, previous: ListItem, line: string): TextEdit[] | null {
  const { end, comma } = previous;
  const at = comma === null ? end : comma + 1;
  if (page.endsLine(at)) {
    const lineEnd = page.lineEnd(at);
    if (comma !== null) return [{ start: lineEnd, end: lineEnd, newText: `${line},` }];
    if (lineEnd === end) return [{ start: end, end, newText: `,${line}` }];
    return [
      { start: end, end, newText: ',' },
      { start: lineEnd, end: lineEnd, newText: line },
    ];
  }
  // `last]`: the bracket closes on the last item's line.
  return comma === null ? [{ start: end, end, newText: `,${line}` }] : null;
}
