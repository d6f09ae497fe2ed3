import { Language, Parser, type Tree } from 'web-tree-sitter';
import { RecentTrees } from './recent-trees';

/** What reading a source asks of a parser. */
export interface RustSyntax {
  /** A tree of the text. It lives in wasm memory: the caller must `delete()` it. */
  parse(text: string): Tree;
  /** Whether a text is Rust, by itself. Nothing is kept of it. */
  isSound(text: string): boolean;
}

/**
 * tree-sitter with Rust's grammar. One instance serves any number of texts, one after another; a text
 * that was parsed a little while ago in a like version costs the difference only.
 * web-tree-sitter keeps its runtime module-wide, so loading twice costs only the grammar.
 */
export class RustParser implements RustSyntax {
  /** The runtime, once it is there: two that start at once would take each other's parsers over. */
  static #runtime: Promise<void> | undefined;
  private readonly recent = new RecentTrees((text, before) => {
    const tree = this.parser.parse(text, before);
    if (!tree) throw new Error('The Rust parser gave no tree.');
    return tree;
  });

  private constructor(private readonly parser: Parser) {}

  /**
   * @param runtimeWasm the bytes of `web-tree-sitter.wasm`
   * @param rustWasm the bytes of `tree-sitter-rust.wasm`
   * @throws where either is not what it should be
   */
  static async load(runtimeWasm: Uint8Array, rustWasm: Uint8Array): Promise<RustParser> {
    // Emscripten takes the bytes from here and then asks for no file at all.
    this.#runtime ??= Parser.init({ wasmBinary: runtimeWasm });
    await this.#runtime;
    const parser = new Parser();
    parser.setLanguage(await Language.load(rustWasm));
    return new RustParser(parser);
  }

  parse(text: string): Tree {
    return this.recent.parse(text);
  }

  isSound(text: string): boolean {
    const tree = this.parser.parse(text);
    try {
      return tree?.rootNode.hasError === false;
    } finally {
      tree?.delete();
    }
  }

  dispose(): void {
    this.recent.clear();
    this.parser.delete();
  }
}
