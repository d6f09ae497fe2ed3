import type { Tree } from 'web-tree-sitter';
import { meets, type Span } from '../text/span';
import { once } from './once';
import type { RustSyntax } from './parser';
import { allErrors, type LexedText, type Token } from './tokens';

/** What tells how an item ends: by a `;`, whatever braces it holds, or by the first braces. */
const BY_SEMICOLON = /^(?:const|let|static|type|use)$/;
const BY_BRACES = /^(?:enum|fn|impl|mod|struct|trait|union)$/;
/** Behind these a `const` says how a function may be called. */
const OF_FUNCTION = /^(?:async|extern|fn|unsafe)$/;

/**
 * Where a source is no Rust. The whole is parsed when all errors are asked for; where it is only asked
 * whether some places are sound, the items that they lie in: of 3,000 lines an eighth of the time. What
 * is not worth a parse is no Rust from its start to its end.
 */
export class SyntaxOf {
  /** In order; null where brackets or literals do not tell one item from the next. */
  readonly #items: () => readonly Span[] | null;
  readonly #sound = new Map<Span, boolean>();
  readonly #whole: () => readonly Span[];
  /** Whether the whole is known to have no error. */
  #isSound = false;

  constructor(
    private readonly parser: RustSyntax,
    private readonly text: string,
    { root, errors: unpaired, isWhole, hopeless }: LexedText,
  ) {
    const isItemised = unpaired.length === 0 && isWhole && hopeless === null;
    // Kept until all errors are known: where there are none, nobody asks for items any more.
    let tokens: readonly Token[] | null = root.inner;
    this.#items = once(() => (tokens && isItemised ? itemsIn(tokens) : null));
    this.#whole = once(() => {
      const errors =
        hopeless === null
          ? withTree(parser, text, (tree) => allErrors(unpaired, tree))
          : [{ start: 0, end: text.length }];
      this.#isSound = errors.length === 0;
      if (!this.#isSound) this.#items();
      tokens = null;
      return errors;
    });
  }

  /** In order of their starts, the longest first. */
  get errors(): readonly Span[] {
    return this.#whole();
  }

  /**
   * Whether some places are what they seem, whatever is wrong elsewhere: all brackets, literals and
   * comments of the source have their ends, and each outermost item that a place touches is Rust by
   * itself, from the end of the item before it on. Where that is not so, `errors` has to tell.
   */
  isSoundAt(places: readonly Span[]): boolean {
    if (this.#isSound) return true;
    const touched = this.#items()?.filter((item) => places.some((place) => meets(place, item)));
    return touched?.every((item) => this.#isItemSound(item)) ?? false;
  }

  #isItemSound(item: Span): boolean {
    const known = this.#sound.get(item);
    if (known !== undefined) return known;
    const sound = this.parser.isSound(this.text.slice(item.start, item.end));
    this.#sound.set(item, sound);
    return sound;
  }
}

export function withTree<T>(parser: RustSyntax, text: string, read: (tree: Tree) => T): T {
  const tree = parser.parse(text);
  try {
    return read(tree);
  } finally {
    tree.delete();
  }
}

/**
 * The outermost items of a source, comments between them left out. What is taken for the end of one and
 * is none (`impl A<{ 1 }> for B {}`) leaves pieces that are no Rust by themselves.
 */
function itemsIn(tokens: readonly Token[]): Span[] {
  const items: Span[] = [];
  let start: number | null = null;
  let endsBy: ';' | '{' | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) break;
    start ??= token.start;
    if (token.kind === 'word') endsBy ??= endOf(token.text, tokens[at + 1]);
    const isEnd =
      token.kind === 'group'
        ? token.open === '{' && endsBy !== ';'
        : token.kind === 'mark' && token.text === ';';
    if (!isEnd && at < tokens.length - 1) continue;
    items.push({ start, end: token.end });
    start = null;
    endsBy = null;
  }
  return items;
}

function endOf(word: string, next: Token | undefined): ';' | '{' | null {
  if (BY_BRACES.test(word)) return '{';
  if (!BY_SEMICOLON.test(word)) return null;
  return word === 'const' && next?.kind === 'word' && OF_FUNCTION.test(next.text) ? null : ';';
}
