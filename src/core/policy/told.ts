import * as l10n from '@vscode/l10n';
import type { Span } from '../text/span';
import type { joinFilters } from './join';
import type { PolicyProblem } from './model';
import type { Reader } from './reader';

/** `SeccompFilter::new(BTreeMap::new(), …)`: it names no call on purpose. */
const MADE_OF_NOTHING = /^[\w:]*\(\s*(?:(?:BTree|Hash)Map::new\(\)|vec!\[\])/;

/** What is said of brackets in too many others. */
export function tooDeep(): string {
  return l10n.t('Brackets nest too deeply from here on to be read.');
}

/** One problem a line; it covers all errors that begin there, since nothing in them is sure. */
function errorsIn(reader: Reader): PolicyProblem[] {
  const { hopeless } = reader.sources;
  if (hopeless !== null && hopeless !== 'endless') {
    const told = reader.problemAt(hopeless, tooDeep(), true);
    return reader.sources.errors.map((span) => ({ ...told, span }));
  }
  const told: PolicyProblem[] = [];
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
    const message = l10n.t('Line {0} is not Rust that can be parsed.', line);
    told.push(reader.problemAt(span, message, true));
  }
  return told;
}

/** Says of a filter that nothing is read of which it could be made, where nothing else says so. */
export function unfoundIn(
  { lists, filters }: ReturnType<typeof joinFilters>,
  reader: Reader,
): readonly PolicyProblem[] {
  if (reader.problems.length > 0 || lists.some(({ filter }) => filter === null)) return [];
  return filters.flatMap((filter) => {
    if (filter.file !== null || filter.lists.length > 0) return [];
    const { start, end } = filter.span;
    if (MADE_OF_NOTHING.test(reader.text.slice(start, end))) return [];
    const message = l10n.t('No list that this filter is made from can be read: {0}', filter.name);
    return [reader.problemAt(filter.span, message)];
  });
}

/** What blocks beside errors of syntax, in the order of the text. @param length of the source itself */
export function blockingIn(reader: Reader, length: number): readonly PolicyProblem[] {
  return reader.problems
    .filter(({ blocks, span }) => blocks && span.start <= length)
    .sort((a, b) => a.span.start - b.span.start);
}

/**
 * Behind a syntax error brackets pair otherwise than was meant: that something there is in a form
 * which is not read follows of the error, and says nothing.
 * @param length of the source itself
 * @param unfound what is told where there are no errors
 */
export function toldOf(
  reader: Reader,
  length: number,
  unfound: readonly PolicyProblem[],
): PolicyProblem[] {
  const { errors } = reader.sources;
  const all = [...errorsIn(reader), ...(errors.length > 0 ? [] : unfound), ...reader.problems];
  const first = errors.reduce((least, { start }) => Math.min(least, start), Infinity);
  return (
    all
      .filter(({ span, blocks }) => blocks || span.start < first)
      // What another file does not make plain is told where that file is read.
      .filter(({ span }) => span.start <= length)
      .sort((a, b) => a.span.start - b.span.start)
  );
}
