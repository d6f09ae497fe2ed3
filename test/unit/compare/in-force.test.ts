import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Arch } from '../../../src/core/abi/types';
import { PolicyInForce } from '../../../src/core/compare/in-force';
import { stateWords } from '../../../src/core/compare/state';
import { readPolicy } from '../../../src/core/policy/read';
import { free, listOf, parserReady, requests } from './support';

interface Case {
  readonly name: string;
  /** A source, or a fixture's file. */
  readonly source: string;
  readonly list: string;
  readonly arch?: Arch;
  /**
   * `call: state`, the lines of its entries with `!` at the one in force, or `?` where it is not known
   * which is, what is assumed, notes.
   */
  readonly calls: readonly string[];
}

const READONLY = '(libc::SYS_openat, or![and![Cond::new(2, ArgLen::Dword, MaskedEq(3), 0)?]])';

/** A list that takes in `common()` where the mark stands. */
function grown(build: string, common: readonly string[]): string {
  const other = listOf({ name: 'common', entries: common }).split('\nfn common_filter')[0] ?? '';
  const own = listOf({ entries: [] }).replace(/Ok\(vec!\[\n {4}\]\)/, () => build);
  return own + other;
}

const CASES: readonly Case[] = [
  {
    name: 'entries of one list: the last wins',
    source: listOf({ entries: [READONLY, free('read'), free('openat')] }),
    list: 'rules',
    calls: ['openat: allowed 4 6!', 'read: allowed 5!'],
  },
  {
    name: 'a list that is taken in behind: its entry wins',
    source: grown(
      `let mut rules = vec![${READONLY}];\n    rules.extend(common()?);\n    Ok(rules)`,
      [free('openat'), free('brk')],
    ),
    list: 'rules',
    calls: ['openat: allowed 3 rules 14 common!', 'brk: allowed 15 common!'],
  },
  {
    name: 'a list that is taken in before: the own entry wins',
    source: grown(
      `let mut rules = common()?;\n    rules.extend(vec![${READONLY}]);\n    Ok(rules)`,
      [free('openat')],
    ),
    list: 'rules',
    calls: ['openat: conditional: argument 2 & 0x3 == 0 14 common 4 rules!'],
  },
  {
    // What a caller gives is put together with the list, but where it stands there is not seen.
    name: 'a list that a caller gives: what both have alike is in force, what differs is not known',
    source: listOf({ entries: [] })
      .replace('rules()', 'rules(more: Vec<(i64, Vec<SeccompRule>)>)')
      .replace(
        /Ok\(vec!\[\n {4}\]\)/,
        `let mut rules = vec![${READONLY}, ${free('read')}];\n    rules.extend(more);\n    Ok(rules)`,
      )
      .replace('new(rules()', 'new(rules(common()?)')
      .concat(
        listOf({ name: 'common', entries: [free('openat'), free('read')] }).split(
          'fn common_filter',
        )[0] ?? '',
      ),
    list: 'rules',
    calls: [
      'openat: unknown: lists that are put together differ in it 14 common? 3 rules?',
      'read: allowed 15 common? 3 rules?',
    ],
  },
  {
    name: 'a C library is not known: both count, and are named',
    source: listOf({
      entries: [
        `#[cfg(target_env = "musl")] ${free('open')}`,
        `#[cfg(not(target_env = "musl"))] ${free('readlink')}`,
      ],
    }),
    list: 'rules',
    calls: [
      'open: allowed 4! assuming target_env = "musl"',
      'readlink: allowed 5! assuming not(target_env = "musl")',
    ],
  },
  {
    name: 'another architecture: what is not there is not in force',
    source: listOf({
      entries: [`#[cfg(target_arch = "x86_64")] ${requests('1')}`, free('read'), free('open')],
    }),
    list: 'rules',
    arch: 'aarch64',
    calls: ['read: allowed 5!'],
  },
  {
    name: 'a denylist',
    source: listOf({
      entries: [free('execve')],
      mismatch: 'SeccompAction::Allow',
      match: 'SeccompAction::Errno(1)',
    }),
    list: 'rules',
    calls: ['execve: refused (errno(1)) 4!'],
  },
  {
    name: 'an entry whose rules are not understood',
    source: listOf({ entries: ['(libc::SYS_ioctl, rules_of(3))'] }),
    list: 'rules',
    calls: [
      'ioctl: unknown: The rules of this entry come from rules_of, which this file does not hold 4!',
    ],
  },
];

for (const { name, source, list, arch = 'x86_64', calls } of CASES) {
  test(name, async () => {
    assert.deepEqual(await wordsOf(source, list, arch), calls);
  });
}

test('guest-worker.rs: a second filter answers openat', async () => {
  const text = readFileSync(join(__dirname, '../../fixtures/policies/guest-worker.rs'), 'utf8');
  const found = await wordsOf(text, 'worker_allowlist', 'x86_64');
  assert.deepEqual(
    found.filter((line) => line.includes(';')),
    [
      'openat: allowed 36! ; A second filter answers openat with SeccompAction::Errno(libc::EACCES.try_into()?) (line 63).',
    ],
  );
});

async function wordsOf(text: string, name: string, arch: Arch): Promise<string[]> {
  const policy = readPolicy(await parserReady, text, arch);
  const list = policy.lists.find((one) => one.name === name);
  assert.ok(list, `no list ${name}`);
  return new PolicyInForce(policy, arch)
    .of(list)
    .calls.map(({ syscall, state, entries, assumed, secondFilters }) => {
      const several = new Set(entries.map((one) => one.list)).size > 1 || entries[0]?.list !== list;
      return [
        `${syscall}: ${stateWords(state)}`,
        ...entries.map(
          ({ entry, list: holder, wins }) =>
            `${entry.line}${several ? ` ${holder.name}` : ''}${wins === null ? '?' : wins ? '!' : ''}`,
        ),
        ...(assumed.length > 0 ? [`assuming ${assumed.join(', ')}`] : []),
        ...secondFilters.map(({ message }) => `; ${message}`),
      ].join(' ');
    });
}

/** How often something is asked of any list while every list's meaning is told. */
async function questions(count: number): Promise<number> {
  const one = (at: number): string =>
    listOf({ name: `list_${at}`, entries: [free('read'), free('write')] });
  const source = Array.from({ length: count }, (_, at) => one(at)).join('\n');
  const policy = readPolicy(await parserReady, source, 'x86_64');
  assert.equal(policy.lists.length, count);
  let asked = 0;
  const lists = policy.lists.map(
    (list) =>
      new Proxy(list, {
        get: (target, key, self): unknown => {
          asked += 1;
          return Reflect.get(target, key, self);
        },
      }),
  );
  const force = new PolicyInForce({ ...policy, lists }, 'x86_64');
  for (const list of lists) assert.equal(force.of(list).calls.length, 2);
  return asked;
}

test('what is asked of lists grows with their number, not with its square', async () => {
  const [some, twice] = [await questions(40), await questions(80)];
  assert.ok(twice < 2.5 * some, `${some} for 40 lists, ${twice} for 80`);
});
