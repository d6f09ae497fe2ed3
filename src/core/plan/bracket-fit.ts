import type { Layout } from '../policy/places';
import type { TextEdit } from '../text/span';
import type { Page } from './page';

/**
 * Whether rustfmt leaves a bracket on one line with these texts as its items: they are not wider than
 * an array's items may be, nor the line, nor the arguments of a call around it on that line
 * (`rules.extend(vec![…])`), whose last one it else opens over several lines.
 */
export function fitsOnOneLine(page: Page, { body }: Layout, items: readonly string[]): boolean {
  if (items.some((text) => text.includes('\n'))) return false;
  const { format, lines } = page;
  const inside = items.join(', ');
  const before = page.text.slice(lines.startOf(lines.lineAt(body.start)), body.start);
  const behind = page.text.slice(body.end, page.lineEnd(body.end));
  return (
    page.widthOf(inside) <= format.array &&
    page.widthOf(before + inside + behind) <= format.line &&
    openCalls(before).every(({ start, depth }) => {
      const args = before.slice(start) + inside + upToClose(behind, depth);
      return page.widthOf(args) <= format.call;
    })
  );
}

/**
 * Of the calls that a line leaves open with nothing but the bracket's own beginning as argument: where
 * their arguments begin, and how many levels out that is.
 */
function openCalls(line: string): { readonly start: number; readonly depth: number }[] {
  const open: number[] = [];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '(') open.unshift(at);
    else if (line[at] === ')') open.shift();
  }
  // Without a name in front of it, a tuple.
  return open.flatMap((at, depth) =>
    /[\w>!]/.test(line[at - 1] ?? '') && !line.includes(',', at) ? [{ start: at + 1, depth }] : [],
  );
}

/** The text in front of the parenthesis that closes the one `depth` levels out. */
function upToClose(text: string, depth: number): string {
  let level = depth;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') level++;
    else if (text[at] === ')' && level-- === 0) return text.slice(0, at);
  }
  return text;
}

/**
 * A bracket on one line, where it had one item a line for want of room and has that once its items are
 * changed, as rustfmt would write it; null where the lines stay.
 * @param change what becomes of an item; null where it goes
 */
export function closedUp(
  page: Page,
  layout: Layout,
  change: (text: string, index: number) => string | null,
): TextEdit | null {
  const { body, items, kind } = layout;
  const inside = page.text.slice(body.start, body.end);
  if (kind !== 'bracket' || !inside.includes('\n') || /\/[/*]|#\[/.test(inside)) return null;
  if (!items.every(({ start }) => page.beginsLine(start))) return null;
  const texts = items.map(({ start, end }) => page.text.slice(start, end));
  const left = texts.flatMap((text, at) => change(text, at) ?? []);
  if (left.length === 0) return null;
  if (fitsOnOneLine(page, layout, texts) || !fitsOnOneLine(page, layout, left)) return null;
  return { ...body, newText: left.join(', ') };
}
