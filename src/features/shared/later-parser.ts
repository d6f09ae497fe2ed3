import type { Tree } from 'web-tree-sitter';
import type { RustParser, RustSyntax } from '../../core/policy/parser';

/**
 * A parser that is loaded behind the first reading, which needs none. Whoever may ask it something
 * waits for `load` first.
 */
export class LaterParser implements RustSyntax {
  #parser: RustParser | null = null;

  constructor(private readonly parser: () => Promise<RustParser>) {}

  /** Comes back when it can be asked. */
  async load(): Promise<void> {
    this.#parser ??= await this.parser();
  }

  parse(text: string): Tree {
    return this.#loaded.parse(text);
  }

  isSound(text: string): boolean {
    return this.#loaded.isSound(text);
  }

  ahead(text: string): Generator<void, void> | null {
    return this.#loaded.ahead(text);
  }

  get #loaded(): RustParser {
    if (!this.#parser) throw new Error('unreachable: the parser is waited for');
    return this.#parser;
  }
}
