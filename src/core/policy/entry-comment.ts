import type { Span } from '../text/span';
import type { Reader } from './reader';
import type { Segment } from './segments';

/** The comment lines right above a segment, and the one behind it on its last line. */
export function commentOf(segment: Segment, reader: Reader): string | null {
  const { lines, text } = reader;
  const above: string[] = [];
  let line = lines.lineAt(segment.start);
  const own = text.slice(lines.startOf(line), segment.start).trim() === '';
  while (own && line > 1) {
    const span: Span = { start: lines.startOf(line - 1), end: lines.endOf(line - 1) };
    const [comment] = reader.commentsIn(span);
    const alone = comment && text.slice(span.start, comment.start).trim() === '';
    if (!alone || comment.end < span.start + text.slice(span.start, span.end).trimEnd().length)
      break;
    above.unshift(withoutMarks(comment.text));
    line -= 1;
  }
  const last = lines.endOf(lines.lineAt(segment.end));
  const behind = reader
    .commentsIn({ start: segment.end, end: last })
    .filter(({ start }) => /^\s*(?:[,;]\s*)?$/.test(text.slice(segment.end, start)))
    .map((comment) => withoutMarks(comment.text));
  const all = [...above, ...behind];
  return all.length > 0 ? all.join('\n') : null;
}

function withoutMarks(comment: string): string {
  return comment.replace(/^\/\/[/!]?|^\/\*+|(?<!\*)\*+\/$/g, '').trim();
}
