import type { RustParser } from '../policy/parser';
import { tokenize, type Token } from '../policy/tokens';

/** Whether two texts are the same Rust but for comments and blanks. */
export function isSameCode(parser: RustParser, one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [wordsOf(parser, one), wordsOf(parser, other)];
  return a !== null && b !== null && a.length === b.length && a.every((word, i) => word === b[i]);
}

/** The words and marks of a text in order; null where it is not Rust that can be parsed. */
function wordsOf(parser: RustParser, text: string): string[] | null {
  const tree = parser.parse(text);
  try {
    const { root, errors } = tokenize(tree, text);
    if (errors.length > 0) return null;
    const words: string[] = [];
    // What closes is told from every word, none of which is a bracket.
    const queue: (Token | string)[] = [...root.inner].reverse();
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (typeof next === 'string') words.push(next);
      else if (next.kind !== 'group') words.push(next.text);
      else {
        words.push(next.open);
        queue.push(')');
        for (let at = next.inner.length - 1; at >= 0; at -= 1) queue.push(next.inner[at] ?? '');
      }
    }
    return words;
  } finally {
    tree.delete();
  }
}
