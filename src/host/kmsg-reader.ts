import * as l10n from '@vscode/l10n';
import { constants } from 'node:fs';
import { access, open, type FileHandle } from 'node:fs/promises';
import type { KernelLogStart, KernelReader, ReaderEvents } from './kernel-reader';
import { codeOf } from './read-error';

/** A read gives one message: CONSOLE_EXT_LOG_MAX of kernel/printk/printk.c is 8 KiB. */
const MESSAGE_BYTES = 16 * 1024;
const POLL_MS = 250;

/** The kernel's own file (Documentation/ABI/testing/dev-kmsg). */
export class KmsgReader implements KernelReader {
  /** The number of the last message that was told, over all openings. */
  #last: number | null = null;

  /** @param name the device's path */
  constructor(readonly name: string) {}

  async probe(): Promise<'yes' | 'missing' | 'refused'> {
    try {
      await access(this.name);
      const file = await open(this.name, constants.O_RDONLY | constants.O_NONBLOCK);
      await file.close();
      return 'yes';
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? 'missing' : 'refused';
    }
  }

  open(from: KernelLogStart, events: ReaderEvents): { dispose(): void } {
    const reading = new Reading(this.name, from, events, {
      last: this.#last,
      told: (number) => (this.#last = number),
    });
    void reading.begin();
    return reading;
  }
}

/** Where the reading of earlier openings has come to. */
interface Place {
  readonly last: number | null;
  told(number: number): void;
}

/**
 * One opening. A blocking read would hold a thread of Node's pool until the kernel says something,
 * and keep the process from its end: it is read without blocking, four times a second.
 */
class Reading {
  readonly #buffer = Buffer.alloc(MESSAGE_BYTES);
  #file: FileHandle | null = null;
  #timer: NodeJS.Timeout | null = null;
  #last: number | null;
  /** Messages of before are read over. */
  #skipping: boolean;
  #disposed = false;

  constructor(
    private readonly path: string,
    from: KernelLogStart,
    private readonly events: ReaderEvents,
    private readonly place: Place,
  ) {
    this.#last = place.last;
    this.#skipping = from === 'now' && place.last === null;
  }

  async begin(): Promise<void> {
    try {
      this.#file = await open(this.path, constants.O_RDONLY | constants.O_NONBLOCK);
      await this.#read(this.#file);
    } catch (error) {
      await this.#end(error);
    }
  }

  /** Nothing is told afterwards. */
  dispose(): void {
    this.#disposed = true;
    if (this.#timer === null) return; // A read is under way, and closes the file after it.
    clearTimeout(this.#timer);
    void this.#file?.close();
  }

  async #read(file: FileHandle): Promise<void> {
    this.#timer = null;
    while (!this.#isDisposed() && (await this.#message(file)));
    this.#skipping = false;
    if (this.#isDisposed()) {
      await file.close();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#read(file).catch((error: unknown) => this.#end(error));
    }, POLL_MS);
    this.#timer.unref();
  }

  /** Reads one message; false where there is none yet. */
  async #message(file: FileHandle): Promise<boolean> {
    try {
      const { bytesRead } = await file.read(this.#buffer, 0, MESSAGE_BYTES, null);
      if (bytesRead > 0) this.#tell(this.#buffer.subarray(0, bytesRead));
      return bytesRead > 0;
    } catch (error) {
      const code = codeOf(error);
      // The next messages were overwritten: the kernel goes on at the oldest that it has.
      if (code === 'EPIPE') return true;
      if (code === 'EAGAIN') return false;
      throw error;
    }
  }

  #tell(message: Buffer): void {
    const number = sequenceOf(message);
    const before = this.#last;
    if (number !== null) {
      if (before !== null && number <= before) return;
      this.#last = number;
      this.place.told(number);
    }
    if (this.#skipping || this.#isDisposed()) return;
    if (number !== null && before !== null && number > before + 1) {
      this.events.onGap(number - before - 1);
    }
    this.events.onBytes(message);
  }

  async #end(error: unknown): Promise<void> {
    await this.#file?.close();
    if (this.#isDisposed()) return;
    this.#disposed = true;
    this.events.onEnd(
      l10n.t('{0} could not be read ({1}).', this.path, codeOf(error) ?? String(error)),
    );
  }

  /** Asked after every wait: `dispose()` may have been called meanwhile. */
  #isDisposed(): boolean {
    return this.#disposed;
  }
}

/** `PRIORITY,NUMBER,MICROSECONDS,FLAGS;MESSAGE` */
function sequenceOf(message: Buffer): number | null {
  const match = /^\d{1,10},(\d{1,15}),/.exec(message.toString('latin1', 0, 32));
  return match ? Number(match[1]) : null;
}
