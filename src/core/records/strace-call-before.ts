import { isInterrupted, joinCall } from '../strace/call';
import { parseStraceLine, type StraceLine } from '../strace/line';
import type { Line } from './line-decoder';

/**
 * How many lines back the call of a SIGSYS line is looked for. strace prints the two at one stop of
 * the thread after the other, so that only what other threads do meanwhile stands between them, and
 * with `-k` a stack of some dozens of lines.
 */
const LINES_BACK = 100;

/** A call's lines, and whether a SIGSYS line of the thread follows them. */
export interface CallBefore {
  readonly body: string;
  /** Where in its first line the call begins. */
  readonly at: number;
  /** The lines it was printed on, first to last. */
  readonly lines: readonly Line[];
  readonly signalled: boolean;
}

/** The last call that the thread of a line made before it; null where it was not printed. */
export function callBefore(line: Line, { thread }: StraceLine): CallBefore | null {
  const number = String(thread ?? '');
  let left = LINES_BACK;
  let resumed: { readonly line: Line; readonly body: string } | null = null;
  for (const earlier of line.before?.() ?? []) {
    if (left-- === 0) return null;
    // Most are of other threads, and cost less unread.
    if (!earlier.text.includes(number)) continue;
    const parsed = parseStraceLine(earlier.text);
    if (parsed?.thread !== thread) continue;
    if (parsed.kind === 'signal' && parsed.body.startsWith('--- SIGSYS')) {
      return { body: '', at: 0, lines: [], signalled: true };
    }
    if (parsed.kind === 'resumed' && resumed === null) {
      resumed = { line: earlier, body: parsed.body };
      continue;
    }
    if (parsed.kind !== 'call') return null;
    const at = earlier.text.length - parsed.body.length;
    if (resumed === null) return { body: parsed.body, at, lines: [earlier], signalled: false };
    if (!isInterrupted(parsed.body)) return null;
    const body = joinCall(parsed.body, resumed.body);
    return { body, at, lines: [earlier, resumed.line], signalled: false };
  }
  return null;
}
