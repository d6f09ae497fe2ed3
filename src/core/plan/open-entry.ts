import type { Entry } from '../policy/entry';
import type { Insertion } from './layout';
import type { Page } from './page';

/**
 * An insertion that opens the brackets of an entry's own rules, with the entry opened too: rustfmt
 * leaves no bracket of several lines behind others on the line that it opens on. The insertion itself
 * where the entry was open already, or where that is not what it does.
 */
export function openEntry(page: Page, entry: Entry, insertion: Insertion): Insertion {
  const { args, span, ruleSet } = entry;
  const [edit, more] = insertion.edits;
  const source = page.text.slice(span.start, span.end);
  const opens = edit?.newText.startsWith(page.eol) === true && !more;
  if (!args || !ruleSet || !opens || args.items.length < 2 || source.includes('\n')) {
    return insertion;
  }
  if (edit.start !== ruleSet.body.start || edit.end !== ruleSet.body.end) return insertion;
  const indent = page.indentAt(span.start);
  const inner = indent + page.unit;
  const deeper = (text: string): string =>
    text.replaceAll(`${page.eol}${indent}`, `${page.eol}${inner}`);
  const rules = deeper(edit.newText);
  if (rules.split(page.eol).some((line) => page.widthOf(line) > page.format.line)) return insertion;
  const texts = args.items.map(({ start, end }) =>
    start <= edit.start && edit.end <= end
      ? page.text.slice(start, edit.start) + rules + page.text.slice(edit.end, end)
      : page.text.slice(start, end),
  );
  const comma = page.text.slice(span.start, args.body.start).includes('!') ? '' : ',';
  const lines = texts.join(`,${page.eol}${inner}`);
  const newText = `${page.eol}${inner}${lines}${comma}${page.eol}${indent}`;
  const main = { ...args.body, newText };
  const before = deeper(edit.newText.slice(0, insertion.offset));
  return { edits: [main], main, offset: newText.indexOf(rules) + before.length };
}
