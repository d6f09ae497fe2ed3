import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { afterBreak, countBreaks, nextBreak } from '../core/records/line-breaks';
import { stripTerminal } from '../core/text/untrusted';
import { kindSentence } from './read-error';

const LINES_BEFORE = 1000;
const LINES_AFTER = 200;
/** Of a longer line only the beginning is shown, so that an excerpt is never more than some MB. */
const LINE_BYTES = 8 * 1024;
const CHUNK_BYTES = 256 * 1024;

const LF = 10;
const CR = 13;

/** Some lines of a log as a terminal would show them. */
export interface LogExcerpt {
  readonly text: string;
  /** The number in the log of the excerpt's first line; lines are counted from 1. */
  readonly first: number;
  /** Another value for another state of the file: its size and when it was last written. */
  readonly version: string;
}

/**
 * The lines of a log around one of them. Reads as much of the file as stands before them, and keeps
 * no more than the excerpt.
 * @param file absolute; one that a person or a setting has chosen
 * @param line from 1
 * @throws Error of the system where the file cannot be read, or of one sentence where it is no regular one
 */
export async function logExcerpt(file: string, line: number): Promise<LogExcerpt> {
  // Something else may stand at the path by now: a pipe must not hold a thread of the pool, and what
  // a device gives may have no end.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(kindSentence(stats));
    const { size, mtimeMs } = stats;
    const first = Math.max(1, line - LINES_BEFORE);
    const lines = await linesOf(handle, first, line + LINES_AFTER);
    return { text: lines.join('\n'), first, version: `${size}-${mtimeMs}` };
  } finally {
    await handle.close();
  }
}

/** The lines with the numbers [first, last], as far as there are so many. */
async function linesOf(handle: FileHandle, first: number, last: number): Promise<string[]> {
  const lines: string[] = [];
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let number = 1;
  let line = new LineText();
  let afterCr = false;
  for (let position = 0; number <= last;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) {
      if (number >= first) lines.push(line.text);
      return lines;
    }
    position += bytesRead;
    // A CRLF that was cut is one line end.
    let at = afterCr && buffer[0] === LF ? 1 : 0;
    afterCr = buffer[bytesRead - 1] === CR;
    const breaks = countBreaks(buffer, at, bytesRead);
    if (number + breaks < first) {
      number += breaks;
      continue;
    }
    while (at < bytesRead && number <= last) {
      const end = nextBreak(buffer, at, bytesRead);
      if (number >= first) line.add(buffer.subarray(at, end === -1 ? bytesRead : end));
      if (end === -1) break;
      if (number >= first) lines.push(line.text);
      line = new LineText();
      number++;
      at = afterBreak(buffer, end);
    }
  }
  return lines;
}

/** A line that comes in pieces. */
class LineText {
  #kept = Buffer.alloc(0);
  #isCut = false;

  add(piece: Buffer): void {
    const room = LINE_BYTES - this.#kept.length;
    this.#isCut ||= piece.length > room;
    this.#kept = Buffer.concat([this.#kept, piece.subarray(0, room)]);
  }

  get text(): string {
    return stripTerminal(this.#kept.toString('utf8')) + (this.#isCut ? '…' : '');
  }
}
