import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Random } from '../../../scripts/bench/random';
import type { RustParser } from '../../../src/core/policy/parser';
import { tokenize } from '../../../src/core/policy/tokens';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

const FOLDER = path.join(__dirname, '../../fixtures/policies');
const FIXTURES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.rs'))
  .map((name) => readFileSync(path.join(FOLDER, name), 'utf8'));
/** What is typed and pasted: whole, cut off, and what makes all behind it something else. */
const TYPED = ['x', '1', ' ', '\n', '::', '// ', '/*', '*/', '"', "'", 'r#"', '"#', '(', ')', '{']
  .concat([
    '}',
    '#[cfg(test)]\n',
    'let a = vec![(1, vec![])];\n',
    'fn f() { g() }\n',
    '😀',
    '\ud83d',
  ])
  .concat(['mod m {', '#!', 'é', 'macro_rules! m { ($a:expr) => { $a } }\n', '>>', '&&', '0.1']);
const EDITS_EACH = 30;

/** The text with one stretch in it another one. */
function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at) + random.pick(TYPED) + text.slice(at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1 + random.below(40));
  if (kind === 2) return text.slice(0, at) + text.slice(random.below(at + 1), at) + text.slice(at);
  return text.slice(0, at) + random.pick(TYPED) + text.slice(at + random.below(4));
}

function tokensOf(parser: RustParser, text: string): ReturnType<typeof tokenize> {
  const tree = parser.parse(text);
  try {
    return tokenize(tree, text);
  } finally {
    tree.delete();
  }
}

test('a text that is parsed from its last version is what it is when parsed anew', async () => {
  const parser = await loadRustParserFromPackages();
  const random = new Random(20261126);
  let sound = 0;
  for (const fixture of FIXTURES) {
    let text = fixture;
    for (let nth = 0; nth < EDITS_EACH; nth += 1) {
      const next = edited(text, random);
      const kept = tokensOf(parser, next);
      const anew = await loadRustParserFromPackages();
      assert.deepEqual(kept, tokensOf(anew, next), JSON.stringify([text, next]));
      anew.dispose();
      if (kept.errors.length === 0) sound += 1;
      // Most edits break a text: go on from one that is whole as often as from a broken one.
      text = kept.errors.length === 0 || random.below(2) === 0 ? next : fixture;
    }
  }
  assert.ok(sound > FIXTURES.length, `only ${sound} of the texts could be parsed`);
  parser.dispose();
});

test('a text that is parsed in steps, others in between, is what it is when parsed at once', async () => {
  const atOnce = await loadRustParserFromPackages();
  const random = new Random(20261127);
  let steps = 0;
  let broken = 0;
  for (const fixture of FIXTURES) {
    for (const text of [fixture, edited(fixture, random), edited(fixture, random)]) {
      // One that is like a text that was parsed before needs no steps.
      const parser = await loadRustParserFromPackages();
      const ahead = parser.ahead(text, 0) ?? assert.fail('nothing to do');
      while (ahead.next().done !== true) {
        parser.isSound('fn between() {');
        steps += 1;
      }
      const stepped = tokensOf(parser, text);
      assert.deepEqual(stepped, tokensOf(atOnce, text), JSON.stringify(text));
      if (stepped.errors.length > 0) broken += 1;
      else assert.equal(parser.ahead(text), null, 'it is kept as any other');
      parser.dispose();
    }
  }
  assert.ok(steps > 100 && broken > 10, `${steps} steps, ${broken} broken`);
});
