import { Language, Parser, type Tree } from 'web-tree-sitter';
import { RecentTrees } from './recent-trees';

/** So long a step of a parse takes: 3,000 lines take 35. */
const STEP_MS = 6;

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
  private readonly recent = new RecentTrees((text, before) =>
    given(this.parser.parse(text, before)),
  );

  private constructor(
    private readonly parser: Parser,
    private readonly rust: Language,
  ) {}

  /**
   * @param runtimeWasm the bytes of `web-tree-sitter.wasm`
   * @param rustWasm the bytes of `tree-sitter-rust.wasm`
   * @throws where either is not what it should be
   */
  static async load(runtimeWasm: Uint8Array, rustWasm: Uint8Array): Promise<RustParser> {
    // Emscripten takes the bytes from here and then asks for no file at all.
    this.#runtime ??= Parser.init({ wasmBinary: runtimeWasm });
    await this.#runtime;
    const rust = await Language.load(rustWasm);
    return new RustParser(newParser(rust), rust);
  }

  parse(text: string): Tree {
    return this.recent.parse(text);
  }

  /**
   * Works ahead for a `parse` of a text that no kept tree is like, in steps of some milliseconds.
   * @returns null where there is nothing to do ahead
   */
  ahead(text: string, stepMs = STEP_MS): Generator<void, void> | null {
    return this.recent.isNear(text) ? null : this.parseInSteps(text, stepMs);
  }

  private *parseInSteps(text: string, stepMs: number): Generator<void, void> {
    // Others parse in between, and this one goes on where it stopped.
    const parser = newParser(this.rust);
    try {
      for (;;) {
        const end = performance.now() + stepMs;
        const tree = parser.parse(text, null, {
          // Declared to give nothing; what it gives tells whether to stop.
          progressCallback: () => performance.now() > end,
        });
        if (tree) {
          this.recent.take(text, tree);
          return;
        }
        yield;
      }
    } finally {
      parser.delete();
    }
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

function newParser(language: Language): Parser {
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

function given(tree: Tree | null): Tree {
  if (!tree) throw new Error('The Rust parser gave no tree.');
  return tree;
}
