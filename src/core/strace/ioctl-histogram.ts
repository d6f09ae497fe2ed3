import { requestsByValue } from '../abi/ioctls';
import type { Arch } from '../abi/types';
import { IoctlReader } from './ioctl-reader';
import { parsePrintedRequest } from './request';
import { Threads } from './threads';

/** One request of the histogram. */
export interface IoctlRow {
  /** Unsigned 32-bit; null where strace printed a name that no table has. */
  readonly request: number | null;
  /** The tables' names for it, then what else strace printed. */
  readonly names: readonly string[];
  readonly count: number;
  /** Calls made while a filter held for their thread, as far as the trace shows its installing. */
  readonly afterFilter: number;
  readonly refused: number;
  /** Which threads made it, by name, else by number, in order of first sight. */
  readonly threads: readonly string[];
}

interface GrowingRow {
  readonly request: number | null;
  readonly names: Set<string>;
  readonly threads: Set<string>;
  count: number;
  afterFilter: number;
  refused: number;
}

/** `strace -ff -o NAME` writes each thread's lines into `NAME.THREAD`. */
const OWN_FILE = /^(.*)\.(\d{1,7})$/s;

/** The ioctl requests of one or several strace outputs. */
export class IoctlHistogram {
  readonly #readers: IoctlReader[] = [];
  /** The threads of each `-ff`, by the name that its files share. */
  readonly #families = new Map<string, Threads>();

  /** A reader for the next file; the files of one `-ff` share what is known of their threads. */
  reader(name: string): IoctlReader {
    const [, family, thread] = OWN_FILE.exec(name) ?? [];
    const reader =
      family === undefined
        ? new IoctlReader(new Threads(true))
        : this.#memberOf(family, Number(thread));
    this.#readers.push(reader);
    return reader;
  }

  /** The architecture that the traces themselves name, by a refused call; null where none does. */
  get arch(): Arch | null {
    return this.#readers.find(({ events }) => events.arch !== null)?.events.arch ?? null;
  }

  /** A total over all files. */
  total(what: 'lines' | 'cut' | 'refusedUnseen' | 'filters'): number {
    return this.#readers.reduce(
      (sum, { lines, events }) => sum + (what === 'lines' ? lines : events[what]),
      0,
    );
  }

  /** Threads that made ioctls and of which the trace does not show whose filter they inherited. */
  get strayThreads(): number {
    const stray = new Set(
      this.#readers.flatMap(({ lanes }) =>
        lanes
          .filter(({ cells, thread }) => cells.length > 0 && !thread.hasParent && !thread.filtered)
          .map(({ thread }) => thread),
      ),
    );
    return stray.size;
  }

  /** When all has been read: the most frequent first, ties in order of first sight. */
  rows(arch: Arch): readonly IoctlRow[] {
    const rows = new Map<string, GrowingRow>();
    for (const { events } of this.#readers) events.settle();
    const lanes = this.#readers.flatMap((reader) => reader.lanes);
    // Before it numbers a thread strace does not name it either.
    const named = new Map(lanes.map(({ thread, comm }) => [comm === null ? null : thread, comm]));
    for (const { thread, comm, cells } of lanes) {
      const { inherits } = thread;
      const id = thread.id === null ? null : String(thread.id);
      const name = comm ?? named.get(thread) ?? id;
      for (const cell of cells) {
        const row = rowOf(rows, arch, cell.text);
        row.count += cell.count;
        row.afterFilter += inherits ? cell.count : cell.filtered;
        row.refused += cell.refused;
        if (name !== null) row.threads.add(name);
      }
    }
    return [...rows.values()]
      .map((row) => ({ ...row, names: [...row.names], threads: [...row.threads] }))
      .sort((a, b) => b.count - a.count);
  }

  #memberOf(family: string, thread: number): IoctlReader {
    const threads = this.#families.get(family) ?? new Threads(false);
    this.#families.set(family, threads);
    return new IoctlReader(threads, threads.of(thread));
  }
}

function rowOf(rows: Map<string, GrowingRow>, arch: Arch, text: string): GrowingRow {
  const read = parsePrintedRequest(arch, text) ?? { value: null, names: [text] };
  const request = read.value;
  const key = request === null ? read.names.join(' ') : String(request);
  let row = rows.get(key);
  if (row === undefined) {
    const known = request === null ? [] : requestsByValue(arch, request).map(({ name }) => name);
    row = {
      request,
      names: new Set(known),
      count: 0,
      afterFilter: 0,
      refused: 0,
      threads: new Set(),
    };
    rows.set(key, row);
  }
  for (const name of read.names) row.names.add(name);
  return row;
}
