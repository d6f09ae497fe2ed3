import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allSyscalls } from '../../../src/core/abi/syscalls';
import type { Policy } from '../../../src/core/policy/model';
import { entryWords } from '../policy/support';
import { times } from '../../lib/times';
import { want } from './cases';
import { fixed, plan, policyOf, withCrlf, withTabs } from './support';

const NAMES = allSyscalls('x86_64')
  .filter(({ name, abi }) => abi === null && name !== 'ioctl')
  .map(({ name }) => name);
const REQUESTS = [0x5401, 0x5402, 0xae80, 0xae03, 0x4090ae82, 0x8090ae81, 0x12345678] as const;

/** Values as JSON, with their blanks by chance: one line, one member a line, and between. */
type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

function write(value: Json, indent: string, spread: (depth: number) => boolean, depth = 0): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  const isArray = Array.isArray(value);
  const inner = indent + '    ';
  const parts = isArray
    ? (value as readonly Json[]).map((one) => write(one, inner, spread, depth + 1))
    : Object.entries(value).map(
        ([key, one]) => `${JSON.stringify(key)}: ${write(one, inner, spread, depth + 1)}`,
      );
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  if (spread(depth)) return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  return isArray ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
}

const call = fc.record({
  name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, fc.constant('ioctl')),
  request: fc.constantFrom(...REQUESTS),
  comment: fc.boolean(),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

function seccompiler(calls: readonly Call[]): Json {
  const filter = calls.map(({ name, request, comment }) => ({
    syscall: name,
    ...(comment ? { comment: 'why it, {is}' } : {}),
    ...(name === 'ioctl'
      ? {
          args: [
            {
              index: 1,
              type: 'dword',
              op: 'eq',
              val: request,
              ...(comment ? { comment: 'x' } : {}),
            },
          ],
        }
      : {}),
  }));
  return {
    one: { mismatch_action: 'trap', match_action: 'allow', filter },
    two: { default_action: 'allow', filter_action: { errno: 1 }, filter: [{ syscall: 'ptrace' }] },
  };
}

function profile(calls: readonly Call[]): Json {
  const names = calls.filter(({ name }) => name !== 'ioctl').map(({ name }) => name);
  const ioctls = calls.filter(({ name }) => name === 'ioctl');
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: [
      { names, action: 'SCMP_ACT_ALLOW' },
      ...ioctls.map(({ request, comment }) => ({
        names: ['ioctl'],
        action: 'SCMP_ACT_ALLOW',
        args: [
          { index: 1, value: request, ...(comment ? { valueTwo: 0 } : {}), op: 'SCMP_CMP_EQ' },
        ],
      })),
    ],
  };
}

const source = fc
  .record({
    calls: fc.array(call, { maxLength: 20 }),
    form: fc.constantFrom(seccompiler, profile),
    /** From which depth on everything stands on one line. */
    flatFrom: fc.integer({ min: 1, max: 7 }),
    crlf: fc.boolean(),
    tabs: fc.boolean(),
    mark: fc.boolean(),
  })
  .map(({ calls, form, flatFrom, crlf, tabs, mark }) => {
    const unique = calls.filter(
      (one, at) =>
        calls.findIndex(
          (other) =>
            other.name === one.name && (one.name !== 'ioctl' || other.request === one.request),
        ) === at,
    );
    const spread = `${write(form(unique), '', (depth) => depth < flatFrom)}\n`;
    const indented = tabs ? withTabs(spread) : spread;
    return `${mark ? '\uFEFF' : ''}${crlf ? withCrlf(indented) : indented}`;
  });

const wanted = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => want(name)),
  fc.constantFrom(...REQUESTS).map((request) => want('ioctl', request)),
);

/** All that a policy says, one line an entry or a rule. */
function meaning({ lists }: Policy): string[] {
  return lists.flatMap(({ name, entries }) =>
    entries.flatMap((entry) => {
      const head = `${name} ${entry.syscall ?? '?'} ${entry.comment ?? ''}`;
      if (entry.rules === null) return [head];
      const words = entryWords(entry).split(' if ')[1] ?? '';
      return words.split(' | ').map((rule) => `${name} ${entry.syscall ?? '?'} ${rule}`);
    }),
  );
}

test('edit, then read: the model plus exactly the remedy; twice is once; undo is the original', async () => {
  let edited = 0;
  await fc.assert(
    fc.asyncProperty(source, wanted, async (text, asked) => {
      const before = await policyOf(text);
      assert.deepEqual(before.problems, []);
      const planned = await plan(text, asked);
      if (planned.kind === 'already-allowed') return;
      edited += 1;
      const { remedy, after } = await fixed(text, asked);
      const policy = await policyOf(after);
      assert.deepEqual(policy.problems, []);
      const [was, is] = [meaning(before), meaning(policy)];
      const added = is.filter((one) => !was.includes(one));
      assert.equal(added.length, 1, added.join('\n'));
      assert.match(added[0] ?? '', new RegExp(`^\\S+ ${asked.syscall} `));
      assert.deepEqual(
        is.filter((one) => one !== added[0]),
        was,
      );
      assert.equal((await plan(after, asked)).kind, 'already-allowed');
      const [edit, ...more] = remedy.edits;
      assert.ok(edit && more.length === 0);
      const undone = after.slice(0, edit.start) + text.slice(edit.start, edit.end);
      assert.equal(undone + after.slice(edit.start + edit.newText.length), text);
      assert.equal(text.slice(edit.start, edit.end).trim(), '', 'something is replaced');
      if (text.includes('\r\n')) assert.doesNotMatch(edit.newText, /(?<!\r)\n/);
      JSON.parse(after.replace('\uFEFF', ''));
    }),
    times(400),
  );
  assert.ok(edited > 200, `only ${edited} edits were made`);
});

test('a list of 20,000 lines takes one line', async () => {
  const filter = Array.from({ length: 20_000 }, (_, at) => `      { "syscall": "call_${at}" }`);
  const text = `{\n  "t": {\n    "default_action": "trap",\n    "filter_action": "allow",\n    "filter": [\n${filter.join(',\n')}\n    ]\n  }\n}\n`;
  const { remedy, after } = await fixed(text, want('getpid'));
  assert.equal(after.split('\n').length, text.split('\n').length + 1);
  assert.equal(
    after.split('\n')[remedy.line - 1]?.trim().replace(/,$/, ''),
    '{ "syscall": "getpid" }',
  );
});
