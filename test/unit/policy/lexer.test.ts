import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Lexer } from '../../../src/core/policy/lexer';
import type { RustParser } from '../../../src/core/policy/parser';
import { leavesOf, lexed } from '../../lib/rust-leaves';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

const FIXTURES = path.join(__dirname, '../../fixtures/policies');

let parser: RustParser;
before(async () => {
  parser = await loadRustParserFromPackages();
});

for (const name of readdirSync(FIXTURES).filter((file) => file.endsWith('.rs'))) {
  test(`${name}: the leaves that tree-sitter gives`, () => {
    const text = readFileSync(path.join(FIXTURES, name), 'utf8');
    assertAlike(text);
  });
}

/** One statement or item each, of what a lexer can take for something else. */
const TRICKY: readonly [what: string, text: string][] = [
  [
    'lifetimes beside characters',
    `fn f<'a>(x: &'a str) { g('a', '\\'', '\\u{1F600}', b'x', '𝒳'); }`,
  ],
  ['a label', `fn f() { 'a: loop { break 'a; } }`],
  ['strings with escapes', String.raw`const A: &str = "a\"b\\"; const B: &str = b"\x00";`],
  ['raw strings', `const A: &str = r"\\"; const B: &str = r##"a"#b"##; const C: &[u8] = br#"""#;`],
  ['a string over lines', 'const A: &str = "a \\\n   // no comment\n";'],
  ['raw words', 'fn r#type(r#in: u8) -> r#Box { r#in }'],
  ['words that begin as strings do', 'fn f(r: u8, b: u8, br: u8, c: u8) { r + b + br + c }'],
  ['numbers', 'fn f() { g(1_000u64, 0xffu8, 0o17, 0b1_0, 1.5, 1e10, 2.0f32, 1f64, 1., 7usize) }'],
  ['ranges', 'fn f() { for i in 0..10 {} for i in 0..=9 { g(&x[..], &x[1..]) } }'],
  ['fields of tuples', 'fn f() { x.0.1; x.0.max(1) }'],
  ['methods of numbers', 'fn f() { 1.max(2); 1.0.sqrt() }'],
  ['generics that close at once', 'fn f() -> Result<Vec<Vec<u8>>> { Vec::<Vec<u8>>::new() }'],
  ['two references, two closures', 'fn f() { g(&&x, || 1, move || 2); let a = b && c || d; }'],
  ['comments in one another', '/* a /* b */ c */ fn f() {} /// d\n//! e\n/** f */ fn g() {}'],
  ['marks in macros', 'm! { a => b, c::d -> e .. f ..= g != h <= i #[j] }'],
  ['a shebang', '#!/usr/bin/env run\nfn f() {}'],
  ['an attribute of the file', '#![allow(x)]\nfn f() {}'],
  ['other scripts', 'fn größe() { let 変数 = "é"; }'],
  ['line ends of Windows', '// a\r\nfn f() {}\r\n'],
];

for (const [what, text] of TRICKY) {
  test(`${what}: the leaves that tree-sitter gives`, () => {
    assertAlike(text);
  });
}

/** What has no end while it is typed: what stands behind it is read all the same. */
const ENDLESS = ['"', 'r#"', '/*', "'", 'b"', 'br##"'];

for (const opener of ENDLESS) {
  test(`${opener} without an end: what stands behind it is read`, () => {
    const leaves: string[] = [];
    const text = `let x = ${opener}; f(g)`;
    const leaf = (_: string, start: number, end: number) => leaves.push(text.slice(start, end));
    new Lexer(text, { leaf, comment: () => assert.fail('no comment') }).run();
    assert.deepEqual(leaves.slice(-5), [';', 'f', '(', 'g', ')']);
  });
}

function assertAlike(text: string): void {
  const tree = parser.parse(text);
  try {
    assert.ok(!tree.rootNode.hasError, 'the grammar cannot follow');
    assert.deepEqual(lexed(text), leavesOf(tree, text));
  } finally {
    tree.delete();
  }
}
