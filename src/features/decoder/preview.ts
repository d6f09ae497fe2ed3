import { structuredPatch } from 'diff';
import { applyEdits } from '../../core/text/edits';
import type { TextEdit } from '../../core/text/span';
import type { DiffLine } from './protocol';

/** Lines shown around a change. */
const CONTEXT = 1;

/** What `edits` make of `text`, as hunks of whole lines with one line of context. */
export function previewOf(text: string, edits: readonly TextEdit[]): DiffLine[][] {
  const changed = applyEdits(text, edits);
  const { hunks } = structuredPatch('', '', text, changed, '', '', { context: CONTEXT });
  return hunks.map(({ oldStart, newStart, lines }) => {
    let before = oldStart;
    let after = newStart;
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
