import { diffArrays } from 'diff';

/** Lines `start` to `end` (exclusive, from 0) of one text, and what another has in their place. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Texts that differ in more lines are not held against each other. */
const MAX_EDIT_LENGTH = 20_000;

/**
 * Undoes one change in a text that was edited afterwards: a merge of three, line by line. What was
 * edited beside the change stays; a change that is undone already counts as undone.
 * @param before the text without the change
 * @param after with it
 * @param now what became of `after`
 * @returns null where the place of the change is itself edited
 */
export function undoChange(before: string, after: string, now: string): string | null {
  const base = linesOf(after);
  const undo = hunks(base, linesOf(before));
  const edits = hunks(base, linesOf(now));
  if (!undo || !edits) return null;
  const left: Hunk[] = [];
  for (const hunk of undo) {
    const met = edits.filter((edit) => meets(hunk, edit));
    if (met.length === 0) left.push(hunk);
    else if (met.length > 1 || !met[0] || !isSame(hunk, met[0])) return null;
  }
  return patched(base, [...edits, ...left]);
}

/** Each line with its end. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function hunks(from: readonly string[], to: readonly string[]): Hunk[] | null {
  const changes = diffArrays([...from], [...to], { maxEditLength: MAX_EDIT_LENGTH });
  if (!changes) return null;
  const found: Hunk[] = [];
  let at = 0;
  let open: { start: number; end: number; lines: string[] } | null = null;
  for (const { added, removed, value } of changes) {
    if (!added && !removed) {
      open = null;
      at += value.length;
      continue;
    }
    if (!open) {
      open = { start: at, end: at, lines: [] };
      found.push(open);
    }
    if (added) open.lines.push(...value);
    else {
      at += value.length;
      open.end = at;
    }
  }
  return found;
}

/** Whether two changes touch the same lines; neighbours do not, but two insertions at one place do. */
function meets(one: Hunk, other: Hunk): boolean {
  if (one.start === other.start && one.end === other.end) return true;
  return one.start < other.end && other.start < one.end;
}

function isSame(one: Hunk, other: Hunk): boolean {
  return (
    one.start === other.start &&
    one.end === other.end &&
    one.lines.join('') === other.lines.join('')
  );
}

function patched(base: readonly string[], changes: readonly Hunk[]): string {
  const sorted = [...changes].sort((a, b) => a.start - b.start || a.end - b.end);
  let out = '';
  let at = 0;
  for (const { start, end, lines } of sorted) {
    out += base.slice(at, start).join('') + lines.join('');
    at = end;
  }
  return out + base.slice(at).join('');
}
