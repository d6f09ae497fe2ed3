import type { Policy } from '../policy/model';

/** `impl Vcpu {` up to its brace, and how far it is indented. */
interface Header {
  readonly end: number;
  readonly indent: string;
  /** From `impl` to the brace: ` Filter for Vcpu `. */
  readonly head: string;
}

const known = new WeakMap<Policy, Impls>();

/** Where the text of a policy implements types; looked for once, when it is first asked. */
export function implsOf(policy: Policy): Impls {
  let impls = known.get(policy);
  if (!impls) known.set(policy, (impls = new Impls(policy.text)));
  return impls;
}

/** The `impl`s of a text. All lists of a source may be asked for: it is gone through once. */
export class Impls {
  private readonly headers: readonly Header[];
  /** By the header's end: the type, and where its brace is closed, as far as the next header. */
  private readonly read = new Map<number, { type: string | null; close: number }>();

  constructor(private readonly text: string) {
    this.headers = headersIn(text);
  }

  /** The type whose `impl` is open at an offset, as rustfmt indents it; null outside of one. */
  around(offset: number): string | null {
    const at = this.lastBefore(offset);
    const header = this.headers[at];
    if (!header) return null;
    let read = this.read.get(header.end);
    if (!read) {
      const next = this.headers[at + 1]?.end ?? this.text.length;
      read = { type: typeIn(header.head), close: this.closeOf(header, next) };
      this.read.set(header.end, read);
    }
    return read.close < offset ? null : read.type;
  }

  /** Which header is the last that ends at an offset or before; -1 where there is none. */
  private lastBefore(offset: number): number {
    let [low, high] = [0, this.headers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.headers[middle]?.end ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The offset of the brace that stands where the header's line begins. */
  private closeOf({ end, indent }: Header, limit: number): number {
    const found = new RegExp(`^${indent}\\}`, 'm').exec(this.text.slice(end, limit));
    return found ? end + found.index + indent.length : Infinity;
  }
}

function headersIn(text: string): Header[] {
  const headers: Header[] = [];
  const stops = /[{;]/g;
  let stop = -1;
  for (const { 0: begun, 1: indent = '', index } of text.matchAll(
    /^([ \t]*)(?:unsafe )?impl\b/gm,
  )) {
    const start = index + begun.length;
    // Before it: in the head of the one before, whose brace is further on.
    if (stop > index && text[stop] === '{') continue;
    if (stop < start) {
      stops.lastIndex = start;
      stop = stops.exec(text)?.index ?? text.length;
    }
    if (text[stop] === '{') headers.push({ end: stop + 1, indent, head: text.slice(start, stop) });
  }
  return headers;
}

function typeIn(head: string): string | null {
  const path = head.replace(/^<[^>]*>/, '').split(/\bwhere\b/)[0] ?? '';
  const type =
    path
      .split(/\bfor\b/)
      .at(-1)
      ?.split('<')[0]
      ?.trim() ?? '';
  return type.split(/\W+/).at(-1) ?? null;
}
