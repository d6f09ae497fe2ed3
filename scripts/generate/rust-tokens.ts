/** Rust's tokens, as far as telling items apart needs them. */

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?:b|c)?"(?:[^"\\]|\\[\s\S])*"|r(#*)"[\s\S]*?"\1|'(?:[^'\\]|\\.[^']*)'|'?[A-Za-z_0-9]+|::|=>|->|\S/gy;

/** The tokens of a source text without spaces and comments. */
export function tokenise(text: string): string[] {
  return [...text.matchAll(TOKEN)]
    .map((match) => match[0])
    .filter((token) => !/^(\s|\/\/|\/\*)/.test(token));
}

const OPENERS = '([{';
const CLOSERS = ')]}';

/**
 * The index of the bracket that closes the one at `open`.
 * @throws when there is none.
 */
export function closing(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token.length !== 1) continue;
    if (OPENERS.includes(token)) depth++;
    if (CLOSERS.includes(token) && --depth === 0) return i;
  }
  throw new Error(`unclosed ${tokens.slice(open, open + 8).join(' ')}`);
}

/** The runs of tokens between the commas outside all brackets; a trailing comma makes no empty run. */
export function splitAtCommas(tokens: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token === ',') {
      parts.push([]);
      continue;
    }
    const end = token.length === 1 && OPENERS.includes(token) ? closing(tokens, i) : i;
    parts.at(-1)?.push(...tokens.slice(i, end + 1));
    i = end;
  }
  return parts.filter((part) => part.length > 0);
}
