import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allSyscalls, syscallByName } from '../../../src/core/abi/syscalls';
import type { Allowlist } from '../../../src/core/policy/allowlist';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { times } from '../../lib/times';
import { want } from './cases';
import { fixed, parserReady, plan } from './support';

const NAMES = allSyscalls('x86_64')
  .filter(({ rustTargets, name }) => rustTargets.length > 0 && name !== 'ioctl')
  .map(({ name }) => name);

const RULES = [
  'vec![]',
  'vec![]',
  'vec![]',
  'or![and![Cond::new(0, ArgLen::Dword, Eq, 1)?]]',
  'or![\n            and![Cond::new(0, ArgLen::Dword, Eq, 1)?], // one\n            and![Cond::new(2, ArgLen::Qword, MaskedEq(0x3), 0)?],\n        ]',
];

interface Item {
  readonly name: string;
  readonly before: string;
  readonly rules: string;
  readonly behind: string;
}

/** Before an entry, on its line. */
const BLOCK = '/* block */ ';

const item = fc.record<Item>({
  name: fc.constantFrom(...NAMES),
  before: fc.constantFrom(
    '',
    '',
    '// why: (libc::SYS_getpid, vec![])\n        ',
    BLOCK,
    '#[cfg(feature = "x")]\n        ',
    '\n        ',
  ),
  rules: fc.constantFrom(...RULES),
  behind: fc.constantFrom('', '', ' // behind, it'),
});

function itemsOf(minLength: number): fc.Arbitrary<Item[]> {
  return fc.uniqueArray(item, { selector: ({ name }) => name, minLength, maxLength: 25 });
}

/** Sources that hold one list of these items: of any layout, line end and last comma. */
function sourceOf(
  all: fc.Arbitrary<readonly Item[]>,
): fc.Arbitrary<{ readonly text: string; readonly items: readonly Item[] }> {
  return fc
    .record({
      items: all,
      lastComma: fc.boolean(),
      oneLine: fc.boolean(),
      crlf: fc.boolean(),
      tabs: fc.boolean(),
      array: fc.boolean(),
    })
    .map(({ items, lastComma, oneLine, crlf, tabs, array }) => {
      const flat = oneLine && items.length > 0;
      const parts = items.map(({ name, before, rules, behind }, at) => {
        const comma = at < items.length - 1 || lastComma ? ',' : '';
        const tuple = `(libc::SYS_${name}, ${flat ? 'vec![]' : rules})${comma}`;
        return flat ? tuple : `        ${before}${tuple}${behind}\n`;
      });
      const body = flat ? parts.join(' ') : items.length > 0 ? `\n${parts.join('')}    ` : '';
      const list = `fn list() -> R<Vec<(i64, Vec<SeccompRule>)>> {\n    Ok(${array ? '' : 'vec!'}[${body}])\n}\n`;
      const text = `// SYS_getpid\n${list}\nfn other() {}\n`;
      const indented = tabs ? text.replaceAll('    ', '\t') : text;
      return { text: crlf ? indented.replaceAll('\n', '\r\n') : indented, items };
    });
}

const source = sourceOf(itemsOf(0));

/** Lists in order but for one entry, and lines of their own for each: others are not sorted. */
const nearlySorted = sourceOf(
  fc.tuple(itemsOf(4), fc.nat(), fc.nat()).map(([all, from, to]) => {
    const alone = all.map((one) => (one.before === BLOCK ? { ...one, before: '' } : one));
    const items = alone.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const astray = items.splice(from % items.length, 1);
    return items.toSpliced(to % (items.length + 1), 0, ...astray);
  }),
);
/** Entries are put in order between blank lines alone. */
const isParted = ({ before }: Item): boolean => before.startsWith('\n');

/** What a list says, without where it says it. */
function meaning(list: Allowlist | undefined): string[] {
  return (list?.entries ?? []).map(({ syscall, cfg, comment, rules }) =>
    JSON.stringify({
      syscall,
      cfg,
      comment,
      rules: rules?.map((rule) =>
        rule.conditions.map(({ text, op, len, arg }) => [arg, len, op, text]),
      ),
    }),
  );
}

test('an insertion adds exactly its entry, once, and leaves every other byte', async () => {
  const parser = await parserReady;
  await fc.assert(
    fc.asyncProperty(source, fc.constantFrom(...NAMES), async ({ text, items }, name) => {
      fc.pre(!items.some((one) => one.name === name));
      const before = readPolicy(parser, text, 'x86_64');
      assert.deepEqual(before.problems, []);
      const { remedy, after } = await fixed(text, want(name));
      const policy = readPolicy(parser, after, 'x86_64');
      assert.deepEqual(policy.problems, []);
      const [was, is] = [meaning(before.lists[0]), meaning(policy.lists[0])];
      const at = is.findIndex((one) => one.includes(`"syscall":"${name}"`));
      const [added] = is.splice(at, 1);
      assert.deepEqual(is, was);
      assert.match(added ?? '', new RegExp(`^{"syscall":"${name}","cfg":null,"comment":null}$`));
      const entry = policy.lists[0]?.entries[at];
      assert.equal(entry?.line, remedy.line);
      // Twice is once.
      assert.equal((await plan(after, want(name))).kind, 'already-allowed');
      // What the edits take out is only what they put back, apart from blanks.
      for (const { start, end, newText } of remedy.edits) {
        const gone = text.slice(start, end).replace(/\s|,(?=\s*$)/g, '');
        for (const piece of gone.split(',')) assert.ok(newText.replace(/\s/g, '').includes(piece));
      }
    }),
    times(300),
  );
});

test('undo gives the original bytes', async () => {
  await fc.assert(
    fc.asyncProperty(source, fc.constantFrom(...NAMES), async ({ text, items }, name) => {
      fc.pre(!items.some((one) => one.name === name));
      const { remedy, after } = await fixed(text, want(name));
      let shift = 0;
      const undo = remedy.edits.map(({ start, end, newText }) => {
        const at = start + shift;
        shift += newText.length - (end - start);
        return { start: at, end: at + newText.length, newText: text.slice(start, end) };
      });
      assert.equal(applyEdits(after, undo), text);
    }),
    times(100),
  );
});

test('a sorted list stays sorted', async () => {
  const sorted = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(sorted, fc.constantFrom(...NAMES), async (names, name) => {
      fc.pre(!names.includes(name) && syscallByName('x86_64', name) !== null);
      const lines = [...names].sort().map((one) => `        (libc::SYS_${one}, vec![]),\n`);
      const text = `fn list() -> R {\n    Ok(vec![\n${lines.join('')}    ])\n}\n`;
      const { after } = await fixed(text, want(name));
      const read = readPolicy(await parserReady, after, 'x86_64').lists[0]?.entries ?? [];
      const order = read.map(({ syscall }) => syscall ?? '');
      assert.deepEqual(order, [...names, name].sort());
    }),
    times(100),
  );
});

test('a removal takes exactly its entry, an insertion of it puts back what the list means', async () => {
  const parser = await parserReady;
  await fc.assert(
    fc.asyncProperty(source, fc.nat(), async ({ text, items }, pick) => {
      const name = items[pick % Math.max(items.length, 1)]?.name;
      fc.pre(name !== undefined);
      const result = await plan(text, want(name), { kind: 'remove' });
      // A comment between two of one line is about either: then there is no edit.
      if (result.kind !== 'remedies') {
        assert.match(result.message, /cannot be taken out exactly/);
        return;
      }
      const after = applyEdits(text, result.remedies[0]?.edits ?? []);
      const calls = (version: string): (string | null)[] =>
        readPolicy(parser, version, 'x86_64').lists.flatMap((list) =>
          list.entries.map(({ syscall }) => syscall),
        );
      assert.deepEqual(
        calls(after),
        calls(text).filter((one) => one !== name),
      );
      assert.deepEqual(readPolicy(parser, after, 'x86_64').problems, []);
    }),
    times(200),
  );
});

test('a list that is put in order holds the same entries, and is in order', async () => {
  const parser = await parserReady;
  let sorted = 0;
  await fc.assert(
    fc.asyncProperty(nearlySorted, async ({ text, items }) => {
      const result = await plan(text, want(''), { kind: 'sort' });
      if (result.kind !== 'remedies') return;
      sorted += 1;
      const after = applyEdits(text, result.remedies[0]?.edits ?? []);
      const [was, is] = [text, after].map((one) => readPolicy(parser, one, 'x86_64').lists[0]);
      assert.deepEqual(meaning(is).sort(), meaning(was).sort());
      const names = is?.entries.map(({ syscall }) => syscall) ?? [];
      if (!items.some(isParted)) assert.deepEqual(names, names.toSorted());
      assert.equal((await plan(after, want(''), { kind: 'sort' })).kind, 'already-allowed');
    }),
    times(200),
  );
  assert.ok(sorted > 30, `only ${sorted} lists were put in order`);
});
