import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFor } from '../../../src/core/plan/plan';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { want } from '../plan/cases';
import { entryWords, parserReady, read } from './support';

/** A function whose list holds some entries. */
const listOf = (...entries: readonly string[]): string =>
  `fn rules() -> Vec<(i64, Vec<SeccompRule>)> {\n    vec![\n${entries
    .map((entry) => `        (${entry}, vec![]),\n`)
    .join('')}    ]\n}\n`;

interface Case {
  readonly name: string;
  readonly source: string;
  /** The calls of the first list. */
  readonly calls: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'by a use',
    source: `use libc::SYS_read as READ;\n${listOf('READ', 'libc::SYS_write')}`,
    calls: ['read', 'write'],
  },
  {
    name: 'by a use with braces, with a cast behind',
    source: `use libc::{SYS_read as READ, SYS_write as WRITE};\n${listOf('READ as i64', 'WRITE')}`,
    calls: ['read', 'write'],
  },
  {
    name: 'by a constant',
    source: `const READ: libc::c_long = libc::SYS_read;\n${listOf('READ', 'self::READ')}`,
    calls: ['read', 'read'],
  },
  {
    name: 'in a module',
    source: `mod nr {\n    pub use libc::{SYS_read as read, SYS_readv as readv};\n}\n${listOf('nr::read', 'crate::nr::readv')}`,
    calls: ['read', 'readv'],
  },
  {
    name: 'in a module whose names are taken over',
    source: `mod nr {\n    pub use libc::{SYS_read as READ, SYS_readv as READV};\n}\nuse nr::*;\n${listOf('READ', 'READV')}`,
    calls: ['read', 'readv'],
  },
  {
    name: 'in a module of which one name is taken over by another one',
    source: `mod nr {\n    pub use libc::SYS_read as READ;\n}\nuse nr::READ as R;\n${listOf('R')}`,
    calls: ['read'],
  },
  {
    name: 'in the function',
    source: listOf('READ').replace('vec![\n', 'use libc::SYS_read as READ;\n    vec![\n'),
    calls: ['read'],
  },
];

for (const { name, source, calls } of CASES) {
  test(`calls named anew ${name}`, async () => {
    const { lists, problems } = await read(source);
    assert.deepEqual(lists[0]?.entries.map(entryWords), calls);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [],
    );
  });
}

test('a name holds in its module alone, and is no method, function, field or macro', async () => {
  const source = `mod nr {\n    pub use libc::SYS_read as read;\n}\n${listOf('read', 'nr::read', 'other::read')}`;
  const { lists } = await read(source);
  assert.deepEqual(lists[0]?.entries.map(entryWords), ['read']);
  const busy = `use libc::SYS_read as read;\n${listOf('read')}fn work(file: F) {\n    file.read(1);\n    read(2);\n    read!(3);\n    F { read: 4 };\n}\n`;
  const policy = await read(busy);
  assert.deepEqual(policy.problems, []);
  assert.deepEqual(
    policy.lists.map(({ entries }) => entries.map(entryWords)),
    [['read']],
  );
});

test('a name that nothing is seen of is told', async () => {
  const { problems } = await read(
    `use libc::{SYS_read as READ, SYS_write as WRITE};\n${listOf('libc::SYS_close')}`,
  );
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['Calls that are listed by other names are not read: READ, WRITE'],
  );
});

test('names of another file of the crate', async () => {
  const text = `use crate::nr;\n${listOf('nr::READ')}`;
  const nr = {
    path: 'nr.rs',
    text: 'pub use libc::SYS_read as READ;\n',
    modules: ['nr'],
  };
  const policy = readPolicy(await parserReady, text, 'x86_64', { modules: ['list'], files: [nr] });
  assert.deepEqual(policy.lists[0]?.entries.map(entryWords), ['read']);
});

interface Edit {
  readonly name: string;
  readonly source: string;
  readonly syscall: string;
  readonly line: string;
}

const EDITS: readonly Edit[] = [
  {
    name: 'by libc where another entry is',
    source: `use libc::SYS_close as CLOSE;\n${listOf('CLOSE', 'libc::SYS_read')}`,
    syscall: 'fsync',
    line: '        (libc::SYS_fsync, vec![]),',
  },
  {
    name: 'by libc where nothing names it',
    source: `use libc::{SYS_close as CLOSE, SYS_read as READ};\n${listOf('CLOSE', 'READ')}`,
    syscall: 'fsync',
    line: '        (libc::SYS_fsync, vec![]),',
  },
  {
    name: 'by the name that the file has for it',
    source: `mod nr {\n    pub use libc::{SYS_close as CLOSE, SYS_fsync as SYNC};\n}\n${listOf('nr::CLOSE')}`,
    syscall: 'fsync',
    line: '        (nr::SYNC, vec![]),',
  },
];

for (const { name, source, syscall, line } of EDITS) {
  test(`a new entry is named ${name}`, async () => {
    const policy = await read(source);
    const plan = planFor(policy, want(syscall));
    assert.ok(plan.kind === 'remedies');
    const made = applyEdits(source, plan.remedies[0]?.edits ?? []);
    assert.ok(made.split('\n').includes(line), made);
    const again = planFor(await read(made), want(syscall));
    assert.equal(again.kind, 'already-allowed');
  });
}
