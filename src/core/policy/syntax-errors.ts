import type { Tree } from 'web-tree-sitter';
import type { Span } from '../text/span';

/**
 * Where the grammar could not follow, or had to think something in. Looks only into what holds an
 * error, and into no error: what is wrong within one says nothing new, and a text that is no Rust at all
 * holds one for each character. Iterative: hostile nesting must not end the process.
 * @param offset where the text begins in one that it is a part of
 */
export function syntaxErrors(tree: Tree, offset: number): Span[] {
  const errors: Span[] = [];
  if (!tree.rootNode.hasError) return errors;
  const cursor = tree.walk();
  try {
    for (;;) {
      const node = cursor.currentNode;
      if (node.isError || node.isMissing) {
        errors.push({ start: offset + node.startIndex, end: offset + node.endIndex });
      }
      if (!node.isError && node.hasError && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return errors;
    }
  } finally {
    cursor.delete();
  }
}
