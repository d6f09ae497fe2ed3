import type { Layout } from '../policy/places';
import type { TextEdit } from '../text/span';
import { fitsOnOneLine } from './bracket-fit';
import type { Existing, NewItem } from './layout';
import type { Page } from './page';

/** Beside a neighbour on the same line. */
export function insertInline({ items }: Layout, after: number, flat: string): TextEdit[] {
  const previous = items[after];
  const [first] = items;
  if (!previous) {
    const start = first?.start ?? 0;
    return [{ start, end: start, newText: `${flat}, ` }];
  }
  const { end, comma } = previous;
  if (comma === null) return [{ start: end, end, newText: `, ${flat}` }];
  return [{ start: comma + 1, end: comma + 1, newText: ` ${flat},` }];
}

/** A bracket that is one line, or holds one item of several lines. */
export function insertOnOneLine(
  page: Page,
  layout: Layout,
  after: number,
  item: NewItem,
  existing: Existing,
): TextEdit[] {
  const { body, items } = layout;
  const inside = page.text.slice(body.start, body.end);
  const added = page.widthOf(item.flat) + 2;
  const fits =
    !inside.includes('\n') &&
    item.fits('') &&
    fitsOnOneLine(page, layout, [inside.trim().replace(/,$/, ''), item.flat]);
  const indent = page.indentAt(body.start);
  if (fits) {
    const edits = insertInline(layout, after, item.flat);
    return [...edits, ...unchain(page, layout, indent + page.unit, added)];
  }
  const inner = indent + page.unit;
  const texts = items.map(
    ({ start, end }, index) =>
      existing(index)?.render(inner) ??
      page.text.slice(start, end).replace(/\n(?=[^\r\n])/g, `\n${page.unit}`),
  );
  texts.splice(after + 1, 0, item.render(inner));
  const lastComma = addsComma(layout.macro) || items.at(-1)?.comma != null;
  const lines = texts.join(`,${page.eol}${inner}`);
  const newText = `${page.eol}${inner}${lines}${lastComma ? ',' : ''}${page.eol}${indent}`;
  return [{ ...body, newText }, ...unchain(page, layout, indent)];
}

/**
 * rustfmt sets the calls behind a bracket of several lines each on its own, `]⏎.into_iter()`, and
 * those of a chain that is too wide.
 * @param added columns that a bracket on one line gains; null where it is on several
 */
function unchain(
  page: Page,
  { body, macro }: Layout,
  indent: string,
  added: number | null = null,
): TextEdit[] {
  const close = body.end + 1;
  const chain = /^(?:\s*\.\w+\(\)){2,}/.exec(page.text.slice(close, close + 200))?.[0];
  if (!chain) return [];
  const bracket = page.widthOf(page.text.slice(body.start - 1, close)) + (macro?.length ?? -1) + 1;
  const isShort = added !== null && bracket + added + page.widthOf(chain) <= page.format.chain;
  if (isShort || (added !== null && chain.includes('\n'))) return [];
  const calls = chain.match(/\.\w+\(\)/g) ?? [];
  const newText = calls.map((call) => page.eol + indent + call).join('');
  return [{ start: close, end: close + chain.length, newText }];
}

/** rustfmt ends the last line of an array with a comma, also in `vec!`; other macros it leaves. */
export function addsComma(macro: string | null): boolean {
  return macro === null || macro === 'vec';
}
