import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flows } from '../../../src/core/policy/flow';
import type { Binding, FnItem } from '../../../src/core/policy/items';
import type { Token } from '../../../src/core/policy/tokens';
import { begin, generationsAt } from '../../../src/core/policy/variables';
import { entryWords, read } from './support';

/** One name that is set from itself again and again, with a call of a function of its own each time. */
const shadowed = (count: number): string => `use seccompiler::*;
${Array.from(
  { length: 3 },
  (_, at) => `fn extra${at}(rules: &mut Rules) {
    rules.push((libc::SYS_getp${at === 0 ? 'id' : at === 1 ? 'pid' : 'gid'}, vec![]));
}
`,
).join('')}
fn build() -> SeccompFilter {
    let mut rules = Vec::new();
    rules.push((libc::SYS_close, vec![]));
    let mut rules = Vec::new();
${Array.from(
  { length: count },
  (_, at) => `    rules.push((libc::SYS_read, vec![]));
    extra${at % 3}(&mut rules);
    let mut rules = rules;
`,
).join('')}    rules.push((libc::SYS_write, vec![]));
    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;

test('each variable of one name takes in what those have that it is made from', async () => {
  const { lists } = await read(shadowed(5));
  const own = lists.filter(({ name }) => name === 'build');
  assert.deepEqual(
    own.map(({ entries, includes, filter }) => [
      entries.map(entryWords).join(),
      includes.map(({ name }) => name).join(),
      filter?.mismatch ?? null,
    ]),
    [
      ['close', '', null],
      ['read', 'extra0', 'trap'],
      ['read', 'extra0,extra1', 'trap'],
      ['read', 'extra0,extra1,extra2', 'trap'],
      ['read', 'extra0,extra1,extra2', 'trap'],
      ['read', 'extra0,extra1,extra2', 'trap'],
      ['write', 'extra0,extra1,extra2', 'trap'],
    ],
  );
});

const FN: FnItem = {
  name: 'build',
  modules: [],
  cfg: null,
  returns: 'other',
  returnsResult: false,
  returnsCalls: false,
  params: new Set(),
  paramTypes: new Set(),
  body: [],
  bodyStart: 0,
  calls: [],
  bindings: [],
  lets: new Map(),
  arms: [],
  start: 0,
  end: 0,
};

const word = (text: string, at: number): Token => ({ kind: 'word', text, start: at, end: at + 1 });

/** A function with `let rules = NAME; fill(&mut rules);` so many times; the first is made from nothing. */
function manyTimes(count: number, isFresh: (round: number) => boolean): FnItem {
  const fn = { ...FN, bindings: [] as Binding[], lets: new Map() };
  for (let round = 0; round < count; round += 1) {
    const at = round * 10;
    const from = word(isFresh(round) ? 'fresh' : 'rules', at + 2);
    begin(fn, { name: 'rules', at, begins: true, tokens: [from] });
    const args: Token = {
      kind: 'group',
      open: '(',
      inner: [word(`set${round % 4}`, at + 6)],
      closed: true,
      start: at + 5,
      end: at + 7,
    };
    const tokens = [word(`fill${round % 5}`, at + 4), args];
    fn.bindings.push({ name: 'rules', at: at + 5, begins: false, tokens });
  }
  return fn;
}

/** What goes into a variable, by the rule itself: back from it to one that is not made from the same. */
function byHand(rounds: number, isFresh: (round: number) => boolean): [string[], string[]] {
  const [called, words] = [new Set<string>(), new Set<string>()];
  for (let round = rounds - 1; round >= 0; round -= 1) {
    called.add(`fill${round % 5}`);
    words.add(`set${round % 4}`);
    words.add(isFresh(round) ? 'fresh' : 'rules');
    if (isFresh(round)) break;
  }
  return [[...called].sort(), [...words].sort()];
}

test('what goes into one of many variables is what its run has, in whatever order they are asked', () => {
  const isFresh = (round: number): boolean => round % 17 === 0;
  const fn = manyTimes(60, isFresh);
  const named = new Map<string, FnItem>();
  const flows = new Flows(([name = '']) => {
    const one = named.get(name) ?? { ...FN, name };
    named.set(name, one);
    return [one];
  });
  const order = Array.from({ length: 60 }, (_, at) => ((at * 23) % 60) + 1);
  for (const rounds of order) {
    const flow = flows.of(fn, 'rules', rounds * 10 - 1);
    const found = [
      [...(flow?.called ?? [])].map(({ name }) => name).sort(),
      [...(flow?.words ?? [])].sort(),
    ];
    assert.deepEqual(found, byHand(rounds, isFresh), `of ${rounds}`);
  }
  assert.equal(flows.of(fn, 'other', 5), null);
});

test('nothing is looked at twice, however many variables are asked for', () => {
  const fn = manyTimes(2_000, (round) => round === 0);
  let steps = 0;
  const flows = new Flows(() => {
    steps += 1;
    return [FN];
  });
  for (let rounds = 2_000; rounds > 0; rounds -= 1) flows.of(fn, 'rules', rounds * 10 - 1);
  assert.equal(steps, 2_000);
  assert.deepEqual(generationsAt(fn, 'rules', Infinity), { first: 1, last: 2_000 });
});
