import type { Layout } from '../policy/places';
import type { TextEdit } from '../text/span';
import type { Page } from './page';

/**
 * The edit of one argument, widened to the whole call where rustfmt would lay the call out otherwise
 * afterwards: on one line while it fits, else an argument a line. A call that is not laid out so
 * already keeps its form.
 * @param layout the arguments of the call; null where the edit is no argument of one
 */
export function argumentEdit(page: Page, layout: Layout | null, edit: TextEdit): TextEdit {
  if (!layout) return edit;
  const { text } = page;
  const { body, items } = layout;
  const texts = items.map(({ start, end }) => text.slice(start, end));
  const now = text.slice(body.start, body.end);
  if (bare(now) !== bare(texts.join(','))) return edit;
  const changed = items.map(({ start, end }, at) => {
    const inside = start <= edit.start && edit.end <= end;
    const old = texts[at] ?? '';
    return inside
      ? old.slice(0, edit.start - start) + edit.newText + old.slice(edit.end - start)
      : old;
  });
  const before = text.slice(page.lines.startOf(page.lines.lineAt(body.start)), body.start);
  const after = text.slice(body.end, page.lineEnd(body.end));
  const fits = (args: readonly string[]): boolean => {
    const flat = args.join(', ');
    return (
      !flat.includes('\n') &&
      page.widthOf(flat) <= page.format.call &&
      page.widthOf(before + flat + after) <= page.format.line
    );
  };
  const [was, is] = [fits(texts), fits(changed)];
  const isFlat = !now.includes('\n');
  if (was !== isFlat || was === is || startsChain(text, body.end)) return edit;
  if (is) return { ...body, newText: changed.join(', ') };
  const indent = page.indentAt(body.start);
  const eol = page.eolAt(body.start);
  const lines = changed.map((one) => `${eol}${indent}${page.unit}${one},`).join('');
  return { ...body, newText: `${lines}${eol}${indent}` };
}

/** Without blanks and the trailing comma: what differs otherwise is a comment. */
function bare(args: string): string {
  return args.replace(/\s+/g, '').replace(/,$/, '');
}

/** Whether methods follow on lines of their own: these are laid out together with the call. */
function startsChain(text: string, close: number): boolean {
  return /^\)\??[ \t\r]*\n\s*\./.test(text.slice(close, close + 400));
}
