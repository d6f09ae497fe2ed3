import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleSet } from '../../../src/core/policy/entry';
import { headSpan } from '../../../src/features/shared/places';
import type { UncheckedPolicy } from '../../../src/features/shared/policy-source';

/** A text in which `§` stands where the list begins, and what its head is. */
const CASES: readonly (readonly [what: string, text: string, head: string])[] = [
  ['a function', 'fn rules() { §vec![] }', '3 rules'],
  ['a constant with a type', 'const rules: &[i64] = §&[];', '6 rules'],
  ['the last before the list', 'fn rules() {}\nfn rules() { §vec![] }\nfn rules() {}', '17 rules'],
  ['longer names around it', 'fn rules() { my_rules(rules_of()); §vec![] }', '3 rules'],
  ['no other name', 'fn my_rules() {}\nlet rules_of = 1; §vec![\n]', '35 vec!['],
  ['blanks and lines between', 'let  mut\n\trules = §vec![]', '10 rules'],
  ['a word that ends like a keyword', 'a_fn rules§vec![]', '10 vec![]'],
  ['the beginning of the text', '§rules', '0 rules'],
];

for (const [what, marked, head] of CASES) {
  test(`where a list is declared: ${what}`, () => {
    const start = marked.indexOf('§');
    const text = marked.replace('§', '');
    const { start: from, end } = headSpan(
      { text, dialect: 'rust' } as UncheckedPolicy,
      { name: 'rules', span: { start, end: text.length } } as RuleSet,
    );
    assert.equal(`${from} ${text.slice(from, end)}`, head);
  });
}
