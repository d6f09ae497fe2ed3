import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { RustParser } from '../../../src/core/policy/parser';

const require = createRequire(__filename);
const { withoutExports } = require('../../../scripts/lib/wasm-cut.js') as {
  withoutExports: (wasm: Buffer, unwanted: RegExp) => Buffer<ArrayBuffer>;
};

const whole = readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'));
const rust = readFileSync(require.resolve('tree-sitter-rust/tree-sitter-rust.wasm'));

/** Node has it; the types that are taken of Node have not. */
interface WithWebAssembly {
  readonly WebAssembly: {
    readonly Module: {
      new (wasm: Buffer<ArrayBuffer>): object;
      exports(module: object): readonly { readonly name: string }[];
    };
  };
}

function namesOf(wasm: Buffer<ArrayBuffer>): string[] {
  const { Module } = (globalThis as unknown as WithWebAssembly).WebAssembly;
  return Module.exports(new Module(wasm)).map(({ name }) => name);
}

describe('a wasm module without some of its exports', () => {
  test('has the others, and is smaller', () => {
    const cut = withoutExports(whole, /^ts_query_/);
    const [before, after] = [namesOf(whole), namesOf(cut)];
    assert.deepEqual(
      after,
      before.filter((name) => !name.startsWith('ts_query_')),
    );
    assert.ok(after.length < before.length);
    assert.ok(cut.length < whole.length * 0.9, `${cut.length} of ${whole.length} bytes`);
  });

  test('is the same where nothing is unwanted but what no export needed', () => {
    const same = withoutExports(whole, /^none$/);
    assert.deepEqual(namesOf(same), namesOf(whole));
    assert.deepEqual(withoutExports(same, /^none$/), same);
  });

  test('parses', async () => {
    const parser = await RustParser.load(withoutExports(whole, /^ts_(?:query|lookahead)/), rust);
    const broken = parser.parse('fn one() { two(3');
    assert.equal(broken.rootNode.hasError, true);
    const text = 'fn one() { two(3) } // four';
    const tree = parser.parse(text);
    assert.equal(
      tree.rootNode.toString().replace(/\s+/g, ' '),
      '(source_file (function_item name: (identifier) parameters: (parameters) body: (block ' +
        '(call_expression function: (identifier) arguments: (arguments (integer_literal))))) ' +
        '(line_comment))',
    );
    const edited = parser.parse(text.replace('3', '3, 5'));
    assert.match(edited.rootNode.toString(), /\(integer_literal\) \(integer_literal\)/);
    for (const each of [broken, tree, edited]) each.delete();
    parser.dispose();
  });

  test('is not made where it cannot be read', () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const types = [1, 4, 1, 0x60, 0, 0];
    const functions = [3, 2, 1, 0];
    const throwing = [10, 6, 1, 4, 0, 0x08, 0, 0x0b];
    const wasm = Buffer.from([...header, ...types, ...functions, ...throwing]);
    assert.deepEqual(
      withoutExports(wasm, /^none$/).subarray(-6),
      Buffer.from([5, 1, 3, 0, 0, 0x0b]),
    );
    const started = Buffer.from([...header, ...types, ...functions, 8, 1, 0, ...throwing]);
    assert.throws(() => withoutExports(started, /^none$/), /unknown instruction, 8/);
  });
});
