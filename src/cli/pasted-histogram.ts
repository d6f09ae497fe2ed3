import type { Arch } from '../core/abi/types';
import {
  cutRequestWords,
  meaningOf,
  readHistogram,
  type HistogramRow,
} from '../core/records/histogram';
import { oneLine, stripTerminal } from '../core/text/untrusted';
import {
  hex,
  styled,
  writeJson,
  writeLine,
  writeNote,
  EXIT,
  type CliIo,
  type ExitCode,
} from './output';
import { rowsOf } from '../core/text/rows';

/** A pasted histogram is a screen or two; what is longer is something else. */
const KEPT = 64 * 1024;

/** The beginning of what was read, in case that it is no trace but a histogram of one. */
export class Beginning {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** Copies `chunk`, which need not outlive the call. */
  push(chunk: Uint8Array): void {
    if (this.#length <= KEPT) this.#chunks.push(Uint8Array.from(chunk.subarray(0, KEPT + 1)));
    this.#length += chunk.length;
  }

  /** The rows of a histogram, most frequent first; null where the input is none. */
  histogram(): readonly HistogramRow[] | null {
    if (this.#length > KEPT) return null;
    const rows = readHistogram(stripTerminal(Buffer.concat(this.#chunks).toString()));
    return rows?.toSorted((a, b) => b.count - a.count) ?? null;
  }
}

/**
 * Prints a histogram that awk made, with what its requests are. Which calls were made under a filter
 * and which were refused it does not say: both are null.
 */
export async function writeHistogram(
  rows: readonly HistogramRow[],
  arch: Arch,
  json: boolean,
  io: CliIo,
): Promise<ExitCode> {
  const known = rows.map((row) => ({ ...row, ...meaningOf(row, arch) }));
  if (json) {
    for (const { value, names, count } of known) {
      const request = value === null ? null : hex(value);
      await writeJson(io, { request, names, count, afterFilter: null, refused: null, threads: [] });
    }
  } else {
    const cells = known.map(({ count, value, names }) => [
      String(count),
      value === null ? '?' : hex(value),
      oneLine(names.join(' or '), 80),
    ]);
    const [head = '', ...lines] = rowsOf([['COUNT', 'REQUEST', 'NAME'], ...cells], 2);
    await writeLine(io, styled(io, 'dim', head));
    for (const line of lines) await writeLine(io, line);
  }
  writeNote(io, 'a histogram does not tell which calls were made under a filter.');
  for (const { line, request, cut } of rows) {
    if (cut) writeNote(io, `line ${line}, ${oneLine(request, 40)}: ${cutRequestWords()}`);
  }
  return EXIT.ok;
}
