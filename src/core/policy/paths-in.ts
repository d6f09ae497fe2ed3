/** From a word that begins like a module on, as far as the path goes. */
const PATH = /[a-z_]\w*(?:::\w+)+/y;
const INNER = /[^;{}]*/y;
const WORD = /\w/;
const MODULE = /[a-z_]/;

/**
 * The paths of a text, each once (a list names `libc` once an entry), from the first word on that begins
 * as a module does. Looked for by their colons: 3,000 lines have 200, and an expression tries each word.
 */
export function pathsIn(text: string): Set<string> {
  const found = new Set<string>();
  let end = 0;
  for (let at = text.indexOf('::'); at >= 0; at = text.indexOf('::', Math.max(at + 1, end))) {
    const start = wordBefore(text, at);
    if (start < end || !beginsModule(text, start)) continue;
    PATH.lastIndex = start;
    const [path] = PATH.exec(text) ?? [];
    if (path === undefined) continue;
    found.add(path);
    end = start + path.length;
  }
  return found;
}

/** `a::b::{c, d::e`. */
interface Braced {
  /** `a::b::`, as `pathsIn` would begin it. */
  readonly prefix: string;
  /** What stands behind the brace, up to the next one or a semicolon. */
  readonly inner: string;
}

/** The paths before a brace; of one inside another what `inner` has of it. */
export function bracedIn(text: string): Braced[] {
  const found: Braced[] = [];
  let end = 0;
  for (let at = text.indexOf('::{'); at >= 0; at = text.indexOf('::{', at + 3)) {
    const start = pathBefore(text, at);
    if (start < end || start === at) continue;
    INNER.lastIndex = at + 3;
    const [inner = ''] = INNER.exec(text) ?? [];
    found.push({ prefix: text.slice(start, at + 2), inner });
    end = at + 3 + inner.length;
  }
  return found;
}

/** Where the modules begin whose path ends at `end`; `end` itself where there is none. */
function pathBefore(text: string, end: number): number {
  let start = end;
  for (let at = end; ; at = start - 2) {
    const word = wordBefore(text, at);
    if (word === at || !beginsModule(text, word)) return start;
    start = word;
    if (!text.startsWith('::', start - 2)) return start;
  }
}

function wordBefore(text: string, end: number): number {
  let start = end;
  while (start > 0 && WORD.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function beginsModule(text: string, at: number): boolean {
  return MODULE.test(text.charAt(at));
}
