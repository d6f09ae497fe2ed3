/** Where a part of a text stands in what was printed: from `at` on, offsets are moved by a constant. */
interface Part {
  readonly at: number;
  readonly from: number;
}

/**
 * What was printed, where a decoder reads another text: a JSON string without its escapes, a record
 * that a mail program wrapped, put together again.
 */
export class Printed {
  /** Untrusted, as it stands in the stream; lines are parted by `\n`. */
  readonly raw: string;
  readonly parts: readonly Part[] | null;

  /** @param parts by rising `at`, the first at 0; null where the text stands nowhere in `raw`. */
  constructor(raw: string, parts: readonly Part[] | null) {
    this.raw = raw;
    this.parts = parts;
  }

  /** The offset in `raw` of an offset in the text; null where there is none. */
  offset(at: number): number | null {
    let found: Part | null = null;
    for (const part of this.parts ?? []) {
      if (part.at > at) break;
      found = part;
    }
    return found === null ? null : found.from + at - found.at;
  }
}

/** Puts a text together out of parts of what was printed. */
export class Composer {
  text = '';
  readonly parts: Part[] = [];

  /** Appends `text`, which begins at `from` of what was printed. */
  add(text: string, from: number): void {
    this.parts.push({ at: this.text.length, from });
    this.text += text;
  }
}
