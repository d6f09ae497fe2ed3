import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listWords, read } from './support';

const MAP = 'BTreeMap<i64, Vec<SeccompRule>>';
const LIST = '[(libc::SYS_read, vec![])]';
const filterOf = (list: string): string =>
  `fn filter() -> R { SeccompFilter::new(${list}, SeccompAction::Trap, SeccompAction::Allow, ARCH) }\n`;

/** Sources in which commas part types, and what the one list of each is. */
const CASES: readonly (readonly [what: string, source: string, list: string])[] = [
  [
    'what a list is collected into',
    filterOf(`vec!${LIST}.into_iter().collect::<${MAP}>()`),
    'filter [allow trap]',
  ],
  [
    'the map that a list is made into',
    filterOf(`BTreeMap::<i64, _>::from(${LIST})`),
    'filter [allow trap]',
  ],
  [
    'the type of a constant',
    `static RULES: LazyLock<${MAP}> = LazyLock::new(|| BTreeMap::from(${LIST}));\n${filterOf('RULES.clone()')}`,
    'RULES [allow trap]',
  ],
  [
    'a map that begins empty',
    filterOf('rules').replace('{ ', `{ let rules = BTreeMap::<i64, Vec<SeccompRule>>::new(); `),
    'filter [allow trap]',
  ],
];

for (const [what, source, list] of CASES) {
  test(`generics: ${what}`, async () => {
    const { lists, problems } = await read(source);
    assert.deepEqual([lists.map(listWords), problems], [[list], []]);
  });
}

test('what a function is given to call says nothing of what it gives back', async () => {
  for (const signature of [
    'f<F: Fn() -> Vec<Rule>>(make: F)',
    'f<F>(make: F) where F: Fn() -> Rule,',
  ]) {
    const { lists, ruleSets } = await read(`fn ${signature} { let SYS_ = vec![]; make() }\n`);
    assert.deepEqual([lists, ruleSets], [[], []], signature);
  }
});
