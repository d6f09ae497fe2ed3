import type { Allowlist } from '../policy/allowlist';
import type { Insertion } from './layout';
import type { Page } from './page';

/**
 * An entry that is a number with the name of its call in a comment behind it, `8,   // lseek`, where its
 * neighbours, one a line, all have theirs; the insertion itself elsewhere.
 */
export function withNameBehind(
  page: Page,
  { entries }: Allowlist,
  name: string,
  insertion: Insertion,
): Insertion {
  const { main, edits } = insertion;
  const isNamed = entries.every(
    ({ bareNumber, comment, syscall }) => bareNumber !== null && comment === syscall,
  );
  const lines = entries.map(({ line }) => page.lines.textOf(line));
  const marks = lines.map((text) => text.indexOf('//'));
  const [column = -1] = marks;
  const aligned = column > 0 && marks.every((mark) => mark === column);
  const text = main.newText.replace(/^\r?\n/, '');
  if (!isNamed || !aligned || text.includes('\n') || !text.endsWith(',')) return insertion;
  const blanks = ' '.repeat(Math.max(1, column - text.length));
  const named = { ...main, newText: `${main.newText}${blanks}// ${name}` };
  return { ...insertion, main: named, edits: edits.map((edit) => (edit === main ? named : edit)) };
}
