import { createDecoders } from './forms';
import { LineCutter } from './line-cutter';
import type { Line, LineDecoder } from './line-decoder';
import { NeedleFinder } from './needles';
import type { LogRecord } from './record';

/**
 * Decodes one stream: a file, a terminal command's output, a pasted text. Records come out in the
 * order of their lines. Nothing that stands in the stream makes it throw.
 */
export class LogDecoder {
  readonly #decoders: readonly LineDecoder[] = createDecoders();
  readonly #cutter: LineCutter;
  #found: LogRecord[] = [];
  /** A high surrogate that ended the last string, waiting for its other half. */
  #half = '';

  constructor() {
    const needles = this.#decoders.flatMap((decoder) => decoder.needles);
    this.#cutter = new LineCutter(new NeedleFinder(needles), (line) => {
      this.#decode(line);
      return false;
    });
  }

  /** The next chunk, cut anywhere. Gives the records that it completed. */
  push(chunk: Uint8Array | string): LogRecord[] {
    this.#cutter.push(typeof chunk === 'string' ? this.#encode(chunk) : chunk);
    this.#settle(this.#cutter.next);
    return this.#taken();
  }

  /** The stream has ended: gives the records that waited for more of it. */
  end(): LogRecord[] {
    if (this.#half !== '') this.#cutter.push(Buffer.from(this.#half));
    this.#half = '';
    this.#cutter.end();
    this.#settle(Infinity);
    return this.#taken();
  }

  #decode(line: Line): void {
    this.#settle(line.number);
    for (const decoder of this.#decoders) this.#found.push(...decoder.decode(line));
  }

  #settle(next: number): void {
    for (const decoder of this.#decoders) {
      if (decoder.settle) this.#found.push(...decoder.settle(next));
    }
  }

  #taken(): LogRecord[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #encode(chunk: string): Uint8Array {
    const text = this.#half + chunk;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff;
    this.#half = cut ? text.slice(-1) : '';
    return Buffer.from(cut ? text.slice(0, -1) : text);
  }
}

/** The records of a whole text. */
export function decodeText(text: string): LogRecord[] {
  const decoder = new LogDecoder();
  return [...decoder.push(text), ...decoder.end()];
}
