import { Edit, type Point, type Tree } from 'web-tree-sitter';
import { sameEnds } from '../text/same-ends';

/** The latest version of each of some texts: the source that is typed in, and files of its crate. */
const KEPT = 8;
/** Of all that are kept together, in UTF-16 units: a tree takes many times its text. */
const KEPT_UNITS = 512 * 1024;

/** A text in its latest version that could be parsed. */
interface Parsed {
  readonly text: string;
  readonly tree: Tree;
}

/**
 * Parses a text from the tree of an earlier version of it. No caller says which that is: it is the one
 * that begins and ends alike. Where the outcome holds errors the text is parsed anew, since how the
 * grammar gets over an error may hang on what was there before.
 */
export class RecentTrees {
  /** The latest first. */
  #kept: Parsed[] = [];
  /** Parsed already for who asks next. */
  #ahead: Parsed | null = null;

  /** @param parseFrom parses from a tree that is already moved to the text, or from nothing */
  constructor(private readonly parseFrom: (text: string, before: Tree | null) => Tree) {}

  /** The caller must `delete()` the tree. */
  parse(text: string): Tree {
    const ahead = this.#taken(text);
    const before = ahead ? null : this.#mostLike(text);
    const tree = ahead ?? (before ? this.#again(before, text) : this.parseFrom(text, null));
    if (!tree.rootNode.hasError) this.#keep({ text, tree: tree.copy() }, before);
    return tree;
  }

  /** Whether a tree of a like text is kept. */
  isNear(text: string): boolean {
    return this.#mostLike(text) !== null;
  }

  /** A tree of a text that is asked for soon. It is deleted here. */
  take(text: string, tree: Tree): void {
    this.#ahead?.tree.delete();
    this.#ahead = { text, tree };
  }

  clear(): void {
    for (const { tree } of this.#kept) tree.delete();
    this.#kept = [];
    this.#ahead?.tree.delete();
    this.#ahead = null;
  }

  #taken(text: string): Tree | null {
    if (this.#ahead?.text !== text) return null;
    const { tree } = this.#ahead;
    this.#ahead = null;
    return tree;
  }

  #again(before: Parsed, text: string): Tree {
    if (before.text === text) return before.tree.copy();
    const moved = before.tree.copy();
    try {
      moved.edit(editBetween(before.text, text));
      const tree = this.parseFrom(text, moved);
      if (!tree.rootNode.hasError) return tree;
      tree.delete();
      return this.parseFrom(text, null);
    } finally {
      moved.delete();
    }
  }

  #keep(parsed: Parsed, instead: Parsed | null): void {
    instead?.tree.delete();
    this.#kept = [parsed, ...this.#kept.filter((one) => one !== instead)];
    let units = 0;
    this.#kept = this.#kept.filter(({ text, tree }, nth) => {
      units += text.length;
      const fits = nth < KEPT && units <= KEPT_UNITS;
      if (!fits) tree.delete();
      return fits;
    });
  }

  /** null where none has more in common with the text than not. */
  #mostLike(text: string): Parsed | null {
    let most = text.length / 2;
    let found: Parsed | null = null;
    for (const one of this.#kept) {
      const { start, behind } = sameEnds(one.text, text);
      if (start + behind <= most) continue;
      most = start + behind;
      found = one;
    }
    return found;
  }
}

/** The one stretch in which two versions differ. */
function editBetween(before: string, text: string): Edit {
  const { start, behind } = sameEnds(before, text);
  const [oldEndIndex, newEndIndex] = [before.length - behind, text.length - behind];
  return new Edit({
    startIndex: start,
    oldEndIndex,
    newEndIndex,
    startPosition: pointAt(text, start),
    oldEndPosition: pointAt(before, oldEndIndex),
    newEndPosition: pointAt(text, newEndIndex),
  });
}

function pointAt(text: string, index: number): Point {
  let row = 0;
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
    row += 1;
    line = at + 1;
  }
  return { row, column: index - line };
}
