import { structuredPatch } from 'diff';
import { applyEdits } from '../../core/text/edits';
import { Lines } from '../../core/text/lines';
import type { TextEdit } from '../../core/text/span';
import type { DiffLine } from './protocol';

/** Lines shown around a change. */
const CONTEXT = 1;
/** Lines around the edits that are compared: what is far from them is the same. */
const COMPARED = 20;

/** What `edits` make of `text`, as hunks of whole lines with one line of context. */
export function previewOf(text: string, edits: readonly TextEdit[]): DiffLine[][] {
  if (edits.length === 0) return [];
  const page = new Lines(text);
  const first = Math.max(1, page.lineAt(Math.min(...edits.map(({ start }) => start))) - COMPARED);
  const last = page.lineAt(Math.max(...edits.map(({ end }) => end))) + COMPARED;
  const from = page.startOf(first);
  const part = text.slice(from, page.startOf(last + 1));
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from }));
  const changed = applyEdits(part, moved);
  const { hunks } = structuredPatch('', '', part, changed, '', '', { context: CONTEXT });
  return hunks.map(({ oldStart, newStart, lines }) => {
    let before = oldStart + first - 1;
    let after = newStart + first - 1;
    return lines.flatMap((marked): DiffLine[] => {
      const line = marked.slice(1).replace(/\r$/, '');
      switch (marked[0]) {
        case '-':
          return [{ kind: 'removed', line: before++, text: line }];
        case '+':
          return [{ kind: 'added', line: after++, text: line }];
        case ' ':
          before++;
          return [{ kind: 'context', line: after++, text: line }];
        default:
          // `\ No newline at end of file` is a remark on the line above, not a line.
          return [];
      }
    });
  });
}
