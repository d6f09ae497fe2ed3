import type { Layout } from '../policy/places';
import type { TextEdit } from '../text/span';
import type { NewItem } from './layout';
import type { Page } from './page';

/** The edit that puts a statement behind the one at an index; -1: in front of all. */
export function insertStatement(
  page: Page,
  { items, body }: Layout,
  after: number,
  item: NewItem,
): TextEdit[] {
  const previous = items[after];
  const indent = page.indentAt((previous ?? items[0] ?? body).start);
  const text = `${item.render(indent)};`;
  if (!previous) {
    const [first] = items;
    if (first && !page.beginsLine(first.start)) {
      return [{ start: first.start, end: first.start, newText: `${item.flat}; ` }];
    }
    const start = startWithComments(page, (items[0] ?? body).start);
    return [{ start, end: start, newText: `${indent}${text}${page.eol}` }];
  }
  const end = (previous.comma ?? previous.end) + 1;
  if (!page.endsLine(end)) return [{ start: end, end, newText: ` ${item.flat};` }];
  const start = page.lineEnd(end);
  return [{ start, end: start, newText: `${page.eol}${indent}${text}` }];
}

/** The start of the line that the comments right above an offset's line begin on. */
function startWithComments({ lines }: Page, offset: number): number {
  let line = lines.lineAt(offset);
  while (line > 1 && /^\s*\/\//.test(lines.textOf(line - 1))) line -= 1;
  return lines.startOf(line);
}
