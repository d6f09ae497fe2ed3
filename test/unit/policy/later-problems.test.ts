import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { planFor } from '../../../src/core/plan/plan';
import type { RustParser } from '../../../src/core/policy/parser';
import { readPolicy } from '../../../src/core/policy/read';
import { parserReady } from './support';

const folder = path.join(import.meta.dirname, '../../fixtures/policies');

/** A parser that counts what it is asked for. */
async function counting(): Promise<{
  readonly parser: RustParser;
  readonly parsed: string[];
  /** What was only asked to be sound. */
  readonly tried: string[];
}> {
  const real = await parserReady;
  const [parsed, tried]: [string[], string[]] = [[], []];
  const parser = Object.assign(Object.create(real) as RustParser, {
    parse(text: string) {
      parsed.push(text);
      return real.parse(text);
    },
    isSound(text: string) {
      tried.push(text);
      return real.isSound(text);
    },
  });
  return { parser, parsed, tried };
}

for (const name of readdirSync(folder).filter((one) => one.endsWith('.rs'))) {
  test(`${name} is parsed when its problems are asked for, and once`, async () => {
    const { parser, parsed } = await counting();
    const text = readFileSync(path.join(folder, name), 'utf8');
    const policy = readPolicy(parser, text, 'x86_64');
    assert.deepEqual(parsed, []);
    assert.equal(policy.problems, policy.problems);
    assert.deepEqual(parsed, [text]);
  });
}

test('an error in the grammar is told after other things were read', async () => {
  const { parser, parsed } = await counting();
  const text = 'fn rules() -> Rules {\n    vec![(libc::SYS_read, vec![])]\n}\nfn 7() {}\n';
  const policy = readPolicy(parser, text, 'x86_64');
  assert.deepEqual(
    policy.lists.map(({ name }) => name),
    ['rules'],
  );
  assert.deepEqual(parsed, []);
  assert.deepEqual(
    policy.problems.map(({ message, blocks }) => [message, blocks]),
    [['Line 4 is not Rust that can be parsed.', true]],
  );
});

test('another file of the crate is parsed at once, since one with errors is not read', async () => {
  const { parser, parsed } = await counting();
  const more = 'pub const MORE: i64 = 7;\n';
  const files = [{ path: 'more.rs', text: more, modules: ['more'] }];
  const text = 'mod more;\nfn rules() -> Rules {\n    vec![(libc::SYS_read, vec![])]\n}\n';
  readPolicy(parser, text, 'x86_64', { modules: [], files });
  assert.deepEqual(parsed, [more]);
});

const LIST = `#[cfg(unix)]\nfn rules() -> Rules {\n    vec![(libc::SYS_read, vec![])]\n}`;
const AROUND = ['const A: S = S { b: 1 };', 'impl A<{ 1 }> for B {}', 'fn c() {\n    let = ;\n}'];
const GETPID = { arch: 'x86_64', syscall: 'getpid', request: null, comm: null } as const;

test('a plan parses the item that it changes, once, and what is wrong elsewhere is not told', async () => {
  const { parser, parsed, tried } = await counting();
  const policy = readPolicy(parser, [...AROUND, LIST, ...AROUND].join('\n// {\n'), 'x86_64');
  for (let count = 0; count < 2; count += 1) {
    assert.equal(planFor(policy, GETPID).kind, 'remedies');
    assert.deepEqual([parsed, tried], [[], [LIST]]);
  }
});

for (const [what, list] of [
  ['in it', LIST.replace('rules()', 'rules(= 1)')],
  ['behind what it gives', LIST.replace('Rules', 'Rules let')],
  ['between it and the one before', `fn a() ->\n${LIST}`],
  ['in the last of its brackets', `${LIST}}`],
  ['in a quote', `const A: &str = ";\n${LIST}`],
] as const) {
  test(`an error ${what} is told of by the whole source`, async () => {
    const { parser, parsed } = await counting();
    const text = [...AROUND, list, ...AROUND].join('\n');
    const policy = readPolicy(parser, text, 'x86_64');
    policy.obstacles.at(policy.lists.map(({ span }) => span));
    assert.deepEqual(parsed, [text]);
  });
}
