import type { Tree } from 'web-tree-sitter';
import { Lexer } from '../../src/core/policy/lexer';

const ATOMS = /^(?:line_comment|block_comment|string_literal|raw_string_literal|char_literal)$/;

/** The leaves of a tree in order, each as `text@offset`; comments without the newline at their ends. */
export function leavesOf(tree: Tree, text: string): string[] {
  const found: string[] = [];
  const cursor = tree.walk();
  let behind = 0;
  for (let more = true; more;) {
    const isAtom = ATOMS.test(cursor.nodeType);
    if (!isAtom && cursor.gotoFirstChild()) continue;
    // The separator of `$(…),*` is no node.
    const between = text.slice(behind, cursor.startIndex);
    if (between.trim() !== '') found.push(`${between.trim()}@${behind + between.search(/\S/)}`);
    const leaf = text.slice(cursor.startIndex, cursor.endIndex).trimEnd();
    behind = cursor.endIndex;
    if (leaf !== '') found.push(...split(leaf, cursor.startIndex));
    while (more && !cursor.gotoNextSibling()) more = cursor.gotoParent();
  }
  cursor.delete();
  return found;
}

/** What the grammar takes for one mark or several by what stands around it is several here. */
function split(leaf: string, start: number): string[] {
  if (leaf === 'macro_rules!') return [`macro_rules@${start}`, `!@${start + 11}`];
  if (!/^(?:<<|>>=?|>=|&&|\|\|)$/.test(leaf)) return [`${leaf}@${start}`];
  return Array.from(leaf, (mark, at) => `${mark}@${start + at}`);
}

/** The same of what a `Lexer` shows. */
export function lexed(text: string): string[] {
  const found: string[] = [];
  new Lexer(text, {
    leaf: (_, start, end) => found.push(...split(text.slice(start, end), start)),
    comment: ({ start, end }) => found.push(`${text.slice(start, end).trimEnd()}@${start}`),
  }).run();
  return found;
}
