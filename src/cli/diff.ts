import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { oneLine, shownLine } from '../core/text/untrusted';
import { styled, type CliIo } from './output';

/**
 * A unified diff as `git apply` and `patch -p1` take it.
 * @param path the file as the user named it
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const name = path === '-' ? 'stdin' : path.replace(/^(\.?\/)+/, '');
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
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
