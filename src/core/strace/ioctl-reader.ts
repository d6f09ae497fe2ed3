import { stripTerminal } from '../text/untrusted';
import { Lanes, type Lane } from './lanes';
import { parseStraceLine } from './line';
import {
  beginOfRequest,
  endOfDecoration,
  endOfRequest,
  endOfThread,
  isIoctl,
  isOtherCall,
  nextLine,
  resumedCall,
  stands,
} from './scan';
import type { Thread, Threads } from './threads';
import { TraceEvents } from './trace-events';
import { WholeLines } from './whole-lines';

const SPACE = 32;

/**
 * strace's own words about a thread that it follows from now on. On standard error they come between
 * anything, also into the middle of a line, which then goes on in the next one.
 */
const ATTACHED = /strace: Process (\d{1,10}) attached$/;

/**
 * Counts the ioctl requests in the bytes of one strace output, per thread and request as printed, and
 * follows which of its threads a seccomp filter holds for.
 *
 * Nearly all lines of such a trace are plain ioctl lines, so these are read from their bytes without
 * ever becoming strings: the thread's prefix and the request are compared with those met before. A
 * line that this does not understand, and those about signals, filters and clones, are parsed as
 * text. A call is counted when it begins; its `<... ioctl resumed>` line only brings the result.
 */
export class IoctlReader {
  /** Lines that are strace's: of a call, a signal, a thread's end. */
  lines = 0;
  /** What the lines about filters, signals and threads' ends tell. */
  readonly events: TraceEvents;

  readonly #threads: Threads;
  readonly #lanes = new Lanes();
  readonly #whole = new WholeLines((bytes, from, to) => {
    this.#scan(bytes, from, to);
  });
  /** The lane of the line before. */
  #lane: Lane | null = null;
  /** The thread that lines without a number are about. */
  #unnumbered: Thread | null;
  /** Threads that strace said it had attached to, before their first line. */
  readonly #attached = new Set<number>();
  /** The first part of a line that strace's words about a thread broke. */
  #broken = '';
  /** The lanes with an ioctl in the bytes being scanned. */
  #touched: Lane[] = [];

  /**
   * @param threads shared by the files of one `strace -ff`
   * @param thread what lines without a number are about, where that is known: with `-ff`
   */
  constructor(threads: Threads, thread: Thread | null = null) {
    this.#threads = threads;
    this.events = new TraceEvents(threads);
    this.#unnumbered = thread;
  }

  get lanes(): readonly Lane[] {
    return this.#lanes.all;
  }

  /** The next bytes, cut anywhere; they are the caller's again afterwards. */
  push(chunk: Uint8Array): void {
    this.#whole.push(chunk);
  }

  /** The trace has ended: what it left is its last line. */
  end(): void {
    this.#whole.end();
  }

  #scan(bytes: Buffer, from: number, to: number): void {
    for (let start = from; start < to;) start = this.#line(bytes, start);
    for (const lane of this.#touched) lane.keepLast(bytes);
    this.#touched = [];
  }

  /** Reads the line at `start`; gives where the next one begins. */
  #line(bytes: Buffer, start: number): number {
    const same = this.#sameLane(bytes, start);
    const id = same === null ? endOfThread(bytes, start) : start + same.bytes.length;
    const at = endOfDecoration(bytes, id);
    if (isIoctl(bytes, at)) {
      const request = beginOfRequest(bytes, at + 6);
      const end = request === -1 ? -1 : endOfRequest(bytes, request);
      if (end !== -1) {
        const lane = same ?? this.#laneOf(bytes, start, id);
        this.lines++;
        lane.count(bytes, request, end);
        const next = nextLine(bytes, end);
        if (lane.begins(start, next)) this.#touched.push(lane);
        return next;
      }
    } else if (isOtherCall(bytes, at)) {
      this.lines++;
      (same ?? this.#laneOf(bytes, start, id)).last = null;
      return nextLine(bytes, at);
    } else {
      const resumed = resumedCall(bytes, at);
      if (resumed !== null) {
        const lane = same ?? this.#laneOf(bytes, start, id);
        if (resumed === 'ioctl' || lane.pending === null) {
          const next = nextLine(bytes, at);
          if (resumed === 'ioctl' && lane.resumes(start, next)) this.#touched.push(lane);
          return next;
        }
      }
    }
    const next = nextLine(bytes, at);
    this.#text(stripTerminal(bytes.toString('utf8', start, next - 1)).trimEnd(), bytes);
    return next;
  }

  /** The lane of the line before, where this line begins with the same thread. */
  #sameLane(bytes: Buffer, start: number): Lane | null {
    const lane = this.#lane;
    if (lane === null || lane.bytes.length === 0 || !stands(lane.bytes, bytes, start)) return null;
    return bytes[start + lane.bytes.length] === SPACE ? lane : null;
  }

  #laneOf(bytes: Uint8Array, start: number, end: number): Lane {
    this.#lane =
      this.#lanes.find(bytes, start, end) ??
      this.#lanes.add(Uint8Array.from(bytes.subarray(start, end)), (id) =>
        id === null ? this.#threadWithoutNumber() : this.#threadOf(id),
      );
    return this.#lane;
  }

  /**
   * strace on standard error numbers the threads only while it follows several. The first number that
   * it did not announce is the thread's that was alone before.
   */
  #threadOf(id: number): Thread {
    const root = this.#unnumbered;
    if (root !== null && root.id === null && !root.gone && !this.#threads.has(id)) {
      if (!this.#attached.has(id)) this.#threads.name(root, id);
    }
    return this.#threads.of(id);
  }

  #threadWithoutNumber(): Thread {
    const before = this.#unnumbered?.gone === false ? this.#unnumbered : null;
    this.#unnumbered = this.#threads.onlyAlive ?? before ?? this.#threads.add(null);
    return this.#unnumbered;
  }

  /** A line that is no plain one. */
  #text(text: string, bytes: Buffer): void {
    const attached = ATTACHED.exec(text);
    if (attached !== null) {
      this.#attached.add(Number(attached[1]));
      if (attached.index > 0) this.#broken = text.slice(0, attached.index);
      return;
    }
    const broken = this.#broken;
    this.#broken = '';
    const line = parseStraceLine(text) ?? (broken === '' ? null : parseStraceLine(broken + text));
    if (line === null) return;
    this.lines++;
    const id = Buffer.from(line.id);
    const lane = this.#laneOf(id, 0, id.length);
    this.events.take(line, lane, bytes);
    if (lane.thread.gone) this.#lane = null;
  }
}
