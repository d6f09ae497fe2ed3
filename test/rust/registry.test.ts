import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { planFor } from '../../src/core/plan/plan';
import type { Want } from '../../src/core/plan/remedy';
import type { Allowlist } from '../../src/core/policy/allowlist';
import type { Policy } from '../../src/core/policy/model';
import type { RustParser } from '../../src/core/policy/parser';
import { mayHoldPolicy } from '../../src/core/policy/needles';
import { readPolicy } from '../../src/core/policy/read';
import { applyEdits } from '../../src/core/text/edits';
import type { TextEdit } from '../../src/core/text/span';
import { loadRustParserFromPackages } from '../lib/rust-parser';
import { unformattedPlaces } from '../unit/plan/rustfmt';
import { PUBLISHED, textOf, titleOf } from './published';
import { summaryOf } from './summary';

/** Calls to ask for: the first that a list lacks. */
const CALLS = ['getpid', 'getppid', 'swapon', 'acct', 'kexec_load', 'query_module'];
/** The terminal's TIOCGWINSZ (asm-generic/ioctls.h), which no source here lists. */
const REQUEST = 0x5413;

let parser: RustParser;
before(async () => {
  parser = await loadRustParserFromPackages();
});

for (const source of PUBLISHED) {
  test(`${titleOf(source)}: read whole`, () => {
    const policy = readPolicy(parser, textOf(source), 'x86_64');
    assert.ok(mayHoldPolicy(textOf(source), policy.dialect === 'rust' ? 'rust' : 'json'));
    assert.deepEqual(summaryOf(policy), source.reads);
    const unexplained = policy.problems
      .map(({ line, message }) => `line ${line}: ${message}`)
      .filter((told) => !source.problems.some(({ message }) => message.test(told)));
    assert.deepEqual(unexplained, []);
  });
}

test('a call and a request, put into each list: read again, formatted, all else the same', () => {
  const texts: string[] = [];
  const edited: { title: string; before: number; after: number }[] = [];
  const refused = new Map<string, number>();
  let profiles = 0;
  for (const source of PUBLISHED) {
    const text = textOf(source);
    const policy = readPolicy(parser, text, 'x86_64');
    const isJson = policy.dialect !== 'rust';
    const before = isJson ? -1 : texts.push(text) - 1;
    for (const list of policy.lists.filter(({ polarity }) => polarity !== 'deny')) {
      for (const want of wantsFor(list)) {
        const plan = planFor(policy, want, { list: list.name });
        const title = `${titleOf(source)}, line ${list.line}: ${want.syscall}`;
        if (plan.kind !== 'remedies') {
          const reason = `${plan.kind} ${want.syscall}`;
          refused.set(reason, (refused.get(reason) ?? 0) + 1);
          continue;
        }
        const [remedy] = plan.remedies;
        assert.ok(remedy, title);
        const after = applyEdits(text, remedy.edits);
        const again = readPolicy(parser, after, 'x86_64');
        assert.deepEqual(grown(again, policy), [want.syscall], title);
        assert.equal(again.problems.length, policy.problems.length, title);
        assert.ok(leavesTheRest(text, after, remedy.edits), title);
        if (isJson) {
          JSON.parse(after);
          profiles += 1;
        } else edited.push({ title, before, after: texts.push(after) - 1 });
      }
    }
  }
  const places = unformattedPlaces(texts);
  const worse = edited.filter(({ before, after }) => (places[after] ?? 0) > (places[before] ?? 0));
  // extrasafe is not formatted by rustfmt, and lists calls inside a chain of methods, whose width is
  // another than a bracket's.
  const told = worse.filter(({ title }) => !title.startsWith('extrasafe '));
  assert.deepEqual(
    told.map(({ title }) => title),
    [],
  );
  assert.ok(worse.length <= 6, `${worse.length} of ${edited.length} edits need rustfmt`);
  // Lists of bare names hold no conditions, and tests that hold two lists each name neither.
  const counts = { edited: edited.length, profiles, refused: Object.fromEntries(refused) };
  assert.deepEqual(counts, {
    edited: 91,
    profiles: 1,
    refused: {
      'already-allowed ioctl': 6,
      'ambiguous getpid': 61,
      'ambiguous ioctl': 61,
      'impossible getpid': 6,
      'impossible ioctl': 50,
    },
  });
});

function wantsFor(list: Allowlist): Want[] {
  const lacking = CALLS.find((call) => !list.entries.some(({ syscall }) => syscall === call));
  const base = { arch: 'x86_64', comm: null } as const;
  return [
    ...(lacking === undefined ? [] : [{ ...base, syscall: lacking, request: null }]),
    { ...base, syscall: 'ioctl', request: REQUEST },
  ];
}

/** The calls of entries, and the `ioctl` of rules, that one policy has more than another. */
function grown(after: Policy, before: Policy): string[] {
  const left = said(before);
  return said(after)
    .filter((one) => {
      const at = left.indexOf(one);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    })
    .map((one) => one.split(' ')[0] ?? '');
}

function said({ lists }: Policy): string[] {
  return lists.flatMap(({ entries }) =>
    entries.flatMap(({ syscall, rules }) =>
      (rules ?? [null]).map((rule) => {
        const conditions = rule?.conditions.map(({ arg, op, text }) => `${arg} ${op} ${text}`);
        return `${syscall} ${conditions?.join() ?? ''}`;
      }),
    ),
  );
}

/** Whether edits only add: what they take out they put back, but for blanks, commas and a length. */
function leavesTheRest(before: string, after: string, edits: readonly TextEdit[]): boolean {
  const added = edits.reduce(
    (sum, { start, end, newText }) => sum + newText.length - (end - start),
    0,
  );
  if (after.length - before.length !== added) return false;
  return edits.every(({ start, end, newText }) => {
    const gone = before.slice(start, end).split(/[\s,]+/);
    return gone.every((word) => newText.includes(word) || /^\d+$/.test(word));
  });
}
