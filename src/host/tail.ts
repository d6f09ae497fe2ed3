import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { FileWatch } from './file-watch';
import { statOrNull } from './maybe-file';
import { OpenFile } from './open-file';
import { isSystemError, kindSentence, readErrorSentence } from './read-error';
import { TailReader } from './tail-reader';

/**
 * `reading`: all that the file holds has been, or is being, given. `waiting`: there is no such file
 * yet. `rotated`: what comes next is another file's first byte, or the same file's after it was cut.
 * `gone`: the file is no longer at its path. An error is one sentence; it is tried again.
 */
export type TailState = 'reading' | 'waiting' | 'rotated' | 'gone' | { readonly error: string };

export interface TailListener {
  /** The next bytes, cut anywhere. They are overwritten after the call. */
  onBytes(chunk: Uint8Array): void;
  onState(state: TailState): void;
}

export interface TailOptions {
  /** Whether what the file holds at the start is given too. */
  readonly fromStart: boolean;
  /** Comes back when others have had their turn of the event loop; long readings ask for many. */
  readonly nextTurn?: () => Promise<void>;
}

const POLL_MS = 1000;
/** A rotation leaves the path empty for a moment; after so many idle looks of the poll it is gone. */
const ABSENT_LOOKS = 2;

/**
 * Follows one file as it grows, through rotation by rename, truncation, deletion and return.
 *
 * Changes are told by a watch on the file's folder, which sees the file come and go; a look once a
 * second serves what no watch tells (network file systems, links, folders that do not exist yet).
 */
export class FileTail {
  readonly #path: string;
  readonly #listener: TailListener;
  readonly #watch: FileWatch;
  readonly #reader: TailReader;
  #file: OpenFile | null = null;
  /** What was read when it was left; closed. */
  #left: OpenFile | null = null;
  #fromStart: boolean;
  #state: TailState | null = null;
  /** The poll's looks at which the path led nowhere and the file did not grow. */
  #absent = 0;
  #seen = false;
  #poll: NodeJS.Timeout | null = null;
  #looking = false;
  #leaving = false;
  #lookAgain = false;
  #disposed = false;

  /** @param path chosen by a person or a setting, never taken from a log. */
  constructor(path: string, listener: TailListener, options: TailOptions) {
    this.#path = path;
    this.#listener = listener;
    this.#watch = new FileWatch(path, () => void this.#look(false));
    this.#fromStart = options.fromStart;
    this.#reader = new TailReader(path, {
      onBytes: (chunk) => {
        listener.onBytes(chunk);
      },
      onCut: () => {
        this.#enter('rotated');
        this.#enter('reading');
      },
      isOver: () => this.#disposed,
      isPaused: () => this.#poll === null,
      nextTurn: options.nextTurn ?? (() => setImmediate()),
    });
  }

  start(): void {
    if (this.#poll !== null || this.#disposed) return;
    this.#leaving = false;
    this.#poll = setInterval(() => {
      this.#watch.start();
      void this.#look(true);
    }, POLL_MS);
    this.#poll.unref();
    this.#watch.start();
    void this.#look(true);
  }

  /** Reads no more, after the read that is under way, until `start()` has it go on where it was. */
  pause(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
    this.#watch.stop();
  }

  /**
   * Looks no more and keeps nothing open. `start()` has it go on behind what it has read, where the
   * file still begins with that, else from the first byte.
   */
  async leave(): Promise<void> {
    this.pause();
    this.#leaving = true;
    // A look that is under way does it when it is done.
    if (!this.#looking) await this.#closeForNow();
  }

  async #closeForNow(): Promise<void> {
    this.#leaving = false;
    this.#left = this.#file ?? this.#left;
    await this.#close();
  }

  /** Ends it; nothing is called afterwards and nothing stays open. */
  dispose(): void {
    this.#disposed = true;
    this.pause();
    // A look that is under way closes the file itself when it finds this out.
    if (!this.#looking) void this.#close();
  }

  /** Looks once; changes told meanwhile make it look again, so that none is missed. */
  async #look(polled: boolean): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#lookAgain = false;
        await this.#lookOnce(polled);
      } while (this.#mustLookAgain());
    } catch (error) {
      if (!isSystemError(error)) throw error;
      await this.#close();
      this.#enter({ error: readErrorSentence(error) });
    } finally {
      this.#looking = false;
      if (this.#isDisposed()) await this.#close();
      else if (this.#leaving) await this.#closeForNow();
    }
  }

  async #lookOnce(polled: boolean): Promise<void> {
    const grew = this.#file !== null && (await this.#reader.readOn(this.#file));
    if (this.#isOver()) return;
    const there = await statOrNull(this.#path);
    if (there === null) {
      await this.#missing(polled && !grew);
      return;
    }
    this.#absent = 0;
    if (this.#file?.isSame(there)) {
      this.#enter('reading');
      return;
    }
    if (this.#file !== null) await this.#reader.readOn(this.#file); // What came since.
    // What is left of it is read later.
    if (this.#isOver()) return;
    await this.#close();
    await this.#open();
  }

  /** A file renamed away is read on, for its writer may not yet have opened the new one. */
  async #missing(idle: boolean): Promise<void> {
    this.#fromStart = true;
    if (this.#file === null) {
      this.#enter(this.#seen ? 'gone' : 'waiting');
      return;
    }
    if (idle) this.#absent++;
    if (this.#absent < ABSENT_LOOKS) return;
    this.#enter('gone');
    // Where the folder went too, the watch is of no use; the poll makes a new one.
    this.#watch.stop();
    // A deleted file keeps its space for as long as it is open.
    if (this.#isDisposed() || (await this.#file.handle.stat()).nlink === 0) await this.#close();
  }

  async #open(): Promise<void> {
    // A pipe or a device must not hold a thread of the pool until somebody writes.
    const handle = await open(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile() || this.#isDisposed()) {
      await handle.close();
      this.#enter({ error: kindSentence(stats) });
      return;
    }
    const file = new OpenFile(handle, stats);
    const left = this.#left;
    this.#left = null;
    const goesOn = left !== null && (await left.isBeginningOf(handle));
    if (goesOn) await file.skipTo(left.position);
    else if (!this.#fromStart) await file.skipTo(stats.size);
    this.#file = file;
    if (this.#seen && !goesOn) this.#enter('rotated');
    this.#seen = true;
    this.#fromStart = true;
    this.#enter('reading');
    await this.#reader.readOn(file);
  }

  #mustLookAgain(): boolean {
    return this.#lookAgain && !this.#disposed;
  }

  #isOver(): boolean {
    return this.#disposed || this.#poll === null;
  }

  /** Asked after every wait: `dispose()` may have been called meanwhile. */
  #isDisposed(): boolean {
    return this.#disposed;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.handle.close();
  }

  #enter(state: TailState): void {
    if (this.#disposed || key(state) === key(this.#state)) return;
    this.#state = state;
    this.#listener.onState(state);
  }
}

function key(state: TailState | null): string | null {
  return typeof state === 'object' && state !== null ? `error ${state.error}` : state;
}
