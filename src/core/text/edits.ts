import type { TextEdit } from './span';

/**
 * The text with all edits made. Offsets are those of the text before any edit.
 * @throws RangeError where edits overlap, are unsorted, or lie outside the text: such edits belong to
 * another version of it, and a half-right policy is worse than none.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const edit of edits) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) {
      throw new RangeError(
        `Edit ${edit.start}–${edit.end} does not fit a text of ${text.length} characters after ${at}.`,
      );
    }
    out += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** Edits in the order that `applyEdits` wants; those at one offset keep their order. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Edits of two changes of one text: a constant or an import that both need is written once. */
export function together(edits: readonly TextEdit[]): TextEdit[] {
  const each = new Map(edits.map((edit) => [JSON.stringify(edit), edit]));
  return sortEdits([...each.values()]);
}
