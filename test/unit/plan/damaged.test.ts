import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../scripts/bench/random';
import { planFor } from '../../../src/core/plan/plan';
import type { Policy } from '../../../src/core/policy/model';
import { Obstacles } from '../../../src/core/policy/obstacles';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import type { Span, TextEdit } from '../../../src/core/text/span';
import { EDITS, fixture, type EditCase } from './cases';
import { parserReady } from './support';

/** What breaks a source, or looks like it: brackets that are balanced and not, halves of literals. */
const GARBAGE: readonly string[] = [
  ...['{', '}', '(', ')', '[', ']', ',', ';', '"', "'", '#', '/*', '*/', '//', '=', '->', '!', '$'],
  ...['{}', '()', '{ , }', ')(', '][', '}{', '""', 'r#"', '= ;', 'fn', 'fn x', 'let', 'impl A'],
  ...['const', 'struct', 'pub pub', 'use ;', '#[', '7up', '😀', 'match x {}.y();', 'else {}'],
  ...['static A: B = C {}', ' -> C ', ' where ', 'macro_rules! m'],
];
const MARKS = /[{}()[\],;"'#]/g;
/** What leaves brackets and literals in pairs. */
const PAIRED = GARBAGE.filter((one) => /^(?:[^{}()[\]"'/]*|.*[{(].*[})].*)$/.test(one));

/** Code on both sides of a fixture. */
const BEFORE =
  'struct State {\n    mode: Mode,\n}\n\nstatic ONE: State = State { mode: Mode::Idle };\n\n' +
  'impl State {\n    const fn step(&self, input: &[u8]) -> u8 {\n        match self.mode {\n' +
  '            Mode::Idle => input[0],\n            Mode::Busy => helper("a", 1),\n        }\n    }\n}\n\n';
const BEHIND =
  '\nfn other(all: &[u8]) -> *const u8 {\n    // {\n    let sum = [1, 2].iter().map(|x| x + 1);\n' +
  '    helper("}", sum)\n}\n\ntrait Steps {\n    fn each(&self) -> u8;\n}\n';
const EACH = 12;

/** One stretch of a text, or two, that something else takes the place of; every other time around the fixture. */
function damages(text: string, random: Random): TextEdit[] {
  const isAround = random.below(2) > 0;
  const one = (): TextEdit => {
    const around = random.below(BEFORE.length + BEHIND.length);
    const apart =
      around < BEFORE.length ? around : around - BEFORE.length + text.length - BEHIND.length;
    const at = isAround ? apart : random.below(text.length + 1);
    const garbage = random.pick(isAround ? PAIRED : GARBAGE);
    if (isAround || random.below(3) > 0) return { start: at, end: at, newText: garbage };
    const start = random.pick([...text.matchAll(MARKS)]).index;
    return { start, end: Math.min(start + 1 + random.below(2), text.length), newText: '' };
  };
  const [first, second] = [one(), one()].sort((a, b) => a.start - b.start);
  if (!first || !second) throw new Error('unreachable: there are two');
  return random.below(2) > 0 && first.end < second.start ? [first, second] : [first];
}

/** What takes edits back, as edits of the text that they give. */
function undone(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let by = 0;
  return edits.map(({ start, end, newText }) => {
    const at = start + by;
    by += newText.length - (end - start);
    return { start: at, end: at + newText.length, newText: text.slice(start, end) };
  });
}

/** A text with some edits made and others beside them; null where they meet. */
function withBoth(
  text: string,
  some: readonly TextEdit[],
  others: readonly TextEdit[],
): string | null {
  const meet = some.some((one) =>
    others.some(({ start, end }) => one.start < end && start < one.end),
  );
  const all = [...some, ...others].sort((a, b) => a.start - b.start || a.end - b.end);
  return meet ? null : applyEdits(text, all);
}

/** Where an offset of a text is once edits are made before it. */
function moved(offset: number, edits: readonly TextEdit[]): number {
  return edits
    .filter(({ end }) => end <= offset)
    .reduce((sum, { start, end, newText }) => sum + newText.length - (end - start), offset);
}

/** The same policy, for whose changes the whole source is parsed. */
function byTheWhole(policy: Policy): Policy {
  return { ...policy, obstacles: new Obstacles(() => policy.problems) };
}

function isSound({ problems }: Policy): boolean {
  return problems.every(({ blocks }) => !blocks);
}

/** The outermost items of a sound source, as its grammar has them. */
async function itemsOf(text: string): Promise<Span[]> {
  const tree = (await parserReady).parse(text);
  const items = tree.rootNode.namedChildren.flatMap((node) =>
    !/comment|attribute/.test(node.type) ? [{ start: node.startIndex, end: node.endIndex }] : [],
  );
  tree.delete();
  return items;
}

test('a plan for a broken source is that of the whole, or right once it is mended elsewhere', async () => {
  const parser = await parserReady;
  const random = new Random(20261126);
  const counts = { planned: 0, refused: 0, elsewhere: 0 };
  const read = (text: string, { want }: EditCase): Policy => readPolicy(parser, text, want.arch);
  for (const one of EDITS) {
    const { want, options } = one;
    const text = `${BEFORE}${fixture(one.file)}${BEHIND}`;
    const items = await itemsOf(text);
    if (!isSound(read(text, one))) continue;
    for (let count = 0; count < EACH; count += 1) {
      const damage = damages(text, random);
      const damaged = applyEdits(text, damage);
      const policy = read(damaged, one);
      const plan = planFor(policy, want, options);
      const whole = planFor(byTheWhole(policy), want, options);
      const what = JSON.stringify({ ...one, damage });
      assert.deepEqual(planFor(policy, want, options), plan, `once the whole is parsed: ${what}`);
      if (plan.kind !== 'remedies' || whole.kind === 'remedies') {
        if (plan.kind === 'impossible') assert.equal(whole.kind, plan.kind, what);
        else assert.deepEqual(plan, whole, what);
        counts[plan.kind === 'remedies' ? 'planned' : 'refused'] += 1;
        continue;
      }
      counts.elsewhere += 1;
      for (const { edits } of plan.remedies) {
        const undo = undone(text, damage);
        const mended = withBoth(damaged, edits, undo);
        assert.ok(mended !== null, `edited where it is broken: ${what}`);
        const after = read(mended, one);
        assert.ok(isSound(after), what);
        assert.equal(planFor(after, want, options).kind, 'already-allowed', what);
        const places = edits.map(({ start }) => moved(start, undo));
        const edited = items.filter((item) =>
          places.some((at) => item.start < at && at < item.end),
        );
        const there = damage.filter(({ start }) =>
          edited.some((item) => item.start < start && start < item.end),
        );
        assert.ok(isSound(read(applyEdits(text, there), one)), `edited item is broken: ${what}`);
      }
    }
  }
  assert.ok(Math.min(...Object.values(counts)) > 10, JSON.stringify(counts));
});
