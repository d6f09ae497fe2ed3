import * as l10n from '@vscode/l10n';
import type { Span } from '../text/span';
import type { joinFilters } from './join';
import type { PolicyProblem } from './model';
import type { Reader } from './reader';

/** `SeccompFilter::new(BTreeMap::new(), …)`: it names no call on purpose. */
const MADE_OF_NOTHING = /^[\w:]*\(\s*(?:(?:BTree|Hash)Map::new\(\)|vec!\[\])/;

/** One problem a line; it covers all errors that begin there, since nothing in them is sure. */
export function noteErrors(reader: Reader): void {
  const byLine = new Map<number, Span>();
  for (const { start, end } of reader.sources.errors) {
    const line = reader.lines.lineAt(start);
    const known = byLine.get(line) ?? { start, end };
    byLine.set(line, { start: known.start, end: Math.max(known.end, end) });
  }
  let behind = -1;
  for (const [line, span] of byLine) {
    // What lies inside an error already told says nothing new.
    if (span.end <= behind) continue;
    behind = span.end;
    reader.problem(span, l10n.t('Line {0} is not Rust that can be parsed.', line), true);
  }
}

/** Says of a filter that nothing is read of which it could be made, where nothing else says so. */
export function noteUnfound(
  { lists, filters }: ReturnType<typeof joinFilters>,
  reader: Reader,
): void {
  if (reader.problems.length > 0 || lists.some(({ filter }) => filter === null)) return;
  for (const filter of filters) {
    if (filter.file !== null || filter.lists.length > 0) continue;
    const { start, end } = filter.span;
    if (MADE_OF_NOTHING.test(reader.text.slice(start, end))) continue;
    const message = l10n.t('No list that this filter is made from can be read: {0}', filter.name);
    reader.problem(filter.span, message);
  }
}

/**
 * Behind a syntax error brackets pair otherwise than was meant: that something there is in a form
 * which is not read follows of the error, and says nothing.
 * @param length of the source itself
 */
export function toldOf(reader: Reader, length: number): PolicyProblem[] {
  const { errors } = reader.sources;
  const first = errors.reduce((least, { start }) => Math.min(least, start), Infinity);
  return (
    reader.problems
      .filter(({ span, blocks }) => blocks || span.start < first)
      // What another file does not make plain is told where that file is read.
      .filter(({ span }) => span.start <= length)
      .sort((a, b) => a.span.start - b.span.start)
  );
}
