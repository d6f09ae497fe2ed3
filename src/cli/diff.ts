import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { sameEnds } from '../core/text/same-ends';
import { oneLine, shownLine } from '../core/text/untrusted';
import { styled, type CliIo } from './output';

/** Lines that stay, shown around those that change. */
const CONTEXT = 3;

/**
 * A unified diff as `git apply` and `patch -p1` take it. Only the lines from the first that differs to
 * the last are compared, with their context: all of a long source would take as long as to plan.
 * @param path the file as the user named it
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const name = path === '-' ? 'stdin' : path.replace(/^(\.?\/)+/, '');
  const { start, behind } = sameEnds(before, after);
  const from = contextStart(before, start);
  const rest = before.length - contextEnd(before, before.length - behind);
  const above = before.slice(0, from).split('\n').length - 1;
  const part = (text: string): string => text.slice(from, text.length - rest);
  const names = [`a/${name}`, `b/${name}`] as const;
  const patch = structuredPatch(...names, part(before), part(after), undefined, undefined, {
    context: CONTEXT,
  });
  const hunks = patch.hunks.map(({ oldStart, newStart, ...hunk }) => ({
    ...hunk,
    oldStart: oldStart + above,
    newStart: newStart + above,
  }));
  return formatPatch({ ...patch, hunks }, FILE_HEADERS_ONLY);
}

/** Where the lines begin that are shown above the one that an offset lies in. */
function contextStart(text: string, offset: number): number {
  let end = offset;
  for (let lines = 0; lines <= CONTEXT && end > 0; lines += 1)
    end = text.lastIndexOf('\n', end - 1);
  return end > 0 ? end + 1 : 0;
}

/** Where the lines end that are shown below the one that an offset lies in. */
function contextEnd(text: string, offset: number): number {
  let end = offset;
  for (let lines = 0; lines <= CONTEXT && end < text.length; lines += 1) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length : next + 1;
  }
  return end;
}

/** Writes a diff: byte for byte into a pipe or file, coloured and harmless on a terminal. */
export function writeDiff(io: CliIo, diff: string): void {
  io.out.write(
    io.terminal
      ? diff
          .split('\n')
          .map((line) => shown(io, line))
          .join('\n')
      : diff,
  );
}

function shown(io: CliIo, line: string): string {
  const text = shownLine(line);
  if (/^(---|\+\+\+) /.test(text)) return styled(io, 'bold', oneLine(text));
  if (text.startsWith('@@')) return styled(io, 'cyan', text);
  if (text.startsWith('+')) return styled(io, 'green', text);
  if (text.startsWith('-')) return styled(io, 'red', text);
  return text;
}
