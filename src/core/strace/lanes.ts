import { joinCall, parseCall, isInterrupted, type StraceCall } from './call';
import { parseStraceLine, unescapeText } from './line';
import type { Thread } from './threads';

/** How often one thread under one name made one request. */
export interface IoctlCell {
  /** The request as strace printed it; its bytes are ASCII. */
  readonly text: string;
  readonly bytes: Uint8Array;
  count: number;
  /** Of these, after a filter was installed on the thread; one inherited is not told here. */
  filtered: number;
  refused: number;
}

/** A place of lines in the bytes being scanned. */
interface Place {
  start: number;
  end: number;
}

/**
 * The lines of one thread under one name: those that begin with the same bytes, `123`,
 * `[pid 123<vcpu0>]`.
 */
export class Lane {
  readonly cells: IoctlCell[] = [];
  /** The request of the thread's last call, if that was an ioctl. */
  last: IoctlCell | null = null;
  /** The line of a call under way that may install a filter or make a thread. */
  pending: string | null = null;

  readonly #byHash = new Map<number, IoctlCell[]>();
  /** Where the last ioctl's line stands, and the line with its result if that is another. */
  readonly #begun: Place = { start: -1, end: -1 };
  readonly #ended: Place = { start: -1, end: -1 };
  /** The same lines as text, where they were in bytes that have gone. */
  #begunText = '';
  #endedText = '';

  constructor(
    readonly thread: Thread,
    /** The thread's name; null where the trace prints none. */
    readonly comm: string | null,
    readonly bytes: Uint8Array,
  ) {}

  /** Counts the request that stands in [from, to). */
  count(line: Uint8Array, from: number, to: number): void {
    let cell = this.last;
    if (cell === null || !isWhole(cell.bytes, line, from, to)) cell = this.#cell(line, from, to);
    this.last = cell;
    cell.count++;
    if (this.thread.filtered) cell.filtered++;
  }

  /** The ioctl counted last was refused, so a filter holds for the thread from that call on. */
  refuse(cell: IoctlCell): void {
    cell.refused++;
    if (this.thread.filtered) return;
    this.thread.filtered = true;
    cell.filtered++;
  }

  /** The ioctl counted last stands there. Says whether these bytes have to be kept (`keepLast`). */
  begins(start: number, end: number): boolean {
    const first = this.#begun.start === -1 && this.#ended.start === -1;
    this.#begun.start = start;
    this.#begun.end = end;
    this.#ended.start = -1;
    this.#endedText = '';
    return first;
  }

  /** Its result stands there. Says the same. */
  resumes(start: number, end: number): boolean {
    const first = this.#begun.start === -1 && this.#ended.start === -1;
    this.#ended.start = start;
    this.#ended.end = end;
    return first;
  }

  /** Before the bytes go: keeps the lines of the last ioctl. */
  keepLast(bytes: Buffer): void {
    if (this.#begun.start !== -1) this.#begunText = textAt(bytes, this.#begun);
    if (this.#ended.start !== -1) this.#endedText = textAt(bytes, this.#ended);
    this.#begun.start = -1;
    this.#ended.start = -1;
  }

  /** The last ioctl, with its result, while its lines are in `bytes` or kept; null where it has none. */
  lastCall(bytes: Buffer): StraceCall | null {
    if (this.last === null) return null;
    const begun = this.#begun.start === -1 ? this.#begunText : textAt(bytes, this.#begun);
    const ended = this.#ended.start === -1 ? this.#endedText : textAt(bytes, this.#ended);
    const body = parseStraceLine(begun)?.body ?? '';
    if (!isInterrupted(body)) return parseCall(body);
    const rest = parseStraceLine(ended)?.body;
    return rest === undefined ? null : parseCall(joinCall(body, rest));
  }

  #cell(line: Uint8Array, from: number, to: number): IoctlCell {
    const hash = hashOf(line, from, to);
    const same = this.#byHash.get(hash) ?? [];
    const known = same.find((cell) => isWhole(cell.bytes, line, from, to));
    if (known !== undefined) return known;
    const bytes = Uint8Array.from(line.subarray(from, to));
    const text = Buffer.from(bytes).toString('utf8');
    const cell: IoctlCell = { text, bytes, count: 0, filtered: 0, refused: 0 };
    this.cells.push(cell);
    this.#byHash.set(hash, [...same, cell]);
    return cell;
  }
}

const THREAD = /^(?:\[pid +)?(\d+)(?:<([^<>]*)>)?\]?$/;

/** The lanes of one output, by the bytes that their lines begin with. */
export class Lanes {
  /** Also those of threads that have gone. */
  readonly all: Lane[] = [];
  readonly #byHash = new Map<number, Lane[]>();

  /** The living lane whose lines begin with exactly [from, to). */
  find(line: Uint8Array, from: number, to: number): Lane | null {
    const same = this.#byHash.get(hashOf(line, from, to));
    if (same === undefined) return null;
    for (const lane of same) {
      if (!lane.thread.gone && isWhole(lane.bytes, line, from, to)) return lane;
    }
    return null;
  }

  add(bytes: Uint8Array, threadOf: (id: number | null) => Thread): Lane {
    const [, id, comm] = THREAD.exec(Buffer.from(bytes).toString('utf8')) ?? [];
    const thread = threadOf(id === undefined ? null : Number(id));
    const lane = new Lane(thread, comm === undefined ? null : unescapeText(comm), bytes);
    this.all.push(lane);
    const hash = hashOf(bytes, 0, bytes.length);
    const living = (this.#byHash.get(hash) ?? []).filter((same) => !same.thread.gone);
    this.#byHash.set(hash, [...living, lane]);
    return lane;
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash;
}

function isWhole(bytes: Uint8Array, line: Uint8Array, from: number, to: number): boolean {
  if (bytes.length !== to - from) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== line[from + i]) return false;
  return true;
}

function textAt(bytes: Buffer, { start, end }: Place): string {
  return bytes.toString('utf8', start, end).trimEnd();
}
