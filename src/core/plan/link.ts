import type { Layout } from '../policy/places';
import type { TextEdit } from '../text/span';
import type { NewItem } from './layout';
import type { Page } from './page';

/** The edits that put a link, `.allow(…)`, behind the one at an index of a chain; -1: in front of all. */
export function insertLink(
  page: Page,
  { items, body }: Layout,
  after: number,
  item: NewItem,
): TextEdit[] {
  const [first] = items;
  if (!first) throw new Error('unreachable: a chain has a link');
  const previous = items[after];
  if (items.every(({ start }) => page.beginsLine(start))) {
    const indent = page.indentAt((previous ?? first).start);
    const text = item.render(indent);
    if (!previous) {
      return [{ start: first.start, end: first.start, newText: text + page.eol + indent }];
    }
    const at = page.endsLine(previous.end) ? page.lineEnd(previous.end) : previous.end;
    return [{ start: at, end: at, newText: page.eol + indent + text }];
  }
  const at = previous?.end ?? first.start;
  const chain = page.text.slice(body.start, body.end);
  const whole = page.widthOf(chain + item.flat) <= page.format.chain;
  const line = page.widthOf(page.lines.textOf(page.lines.lineAt(at)) + item.flat);
  const links = linksOf(chain);
  const isPlain = !/["'#\n]|\/[/*]/.test(chain);
  if (!isPlain || (whole && line <= page.format.line)) {
    return [{ start: at, end: at, newText: item.flat }];
  }
  const inner = page.indentAt(body.start) + page.unit;
  const place = links.findLastIndex(({ start }) => body.start + start < at);
  const texts = links.map(({ start, end }) => chain.slice(start, end));
  texts.splice(place + 1, 0, item.render(inner));
  const root = chain.slice(0, links[0]?.start ?? 0);
  const newText = root + texts.map((text) => page.eol + inner + text).join('');
  return [{ start: body.start, end: body.end, newText }];
}

/** The calls of a chain that is one line without texts, each from its dot on. */
function linksOf(chain: string): { start: number; end: number }[] {
  const starts: number[] = [];
  let depth = 0;
  for (let at = 0; at < chain.length; at += 1) {
    const character = chain.charAt(at);
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    else if (character === '.' && depth === 0 && /^\.\w+\(/.test(chain.slice(at, at + 64))) {
      starts.push(at);
    }
  }
  return starts.map((start, at) => ({ start, end: starts[at + 1] ?? chain.length }));
}
