/**
 * Argument names: those of nc against the prototypes of Debian's linux-headers by their number, those
 * of the prototypes against strace.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kernelHeaderFolder, readPrototypes } from '../../scripts/generate/prototypes';
import syscalls from '../../src/core/abi/data/syscalls.json';
import { Differences } from './differences';
import { numbersOf } from './rows';
import { straceLines } from './strace';

/** Parameters by call, of include/linux/syscalls.h; the last where there are several prototypes. */
const known = new Map(
  [...readPrototypes('x86_64')].map(([name, lists]) => [name, lists.at(-1) ?? []]),
);
const columnsOf = (row: readonly string[]): readonly string[] =>
  row.length > 2 ? row.slice(2) : syscalls.columns;
const countOf = (args: string): number => (args === '' ? 0 : args.split(' ').length);

test('as many arguments as the prototype', (t) => {
  const differences = new Differences('kernel prototypes', 'all');
  for (const [name = '', args = ''] of syscalls.args) {
    const parameters = known.get(name);
    if (parameters === undefined) continue;
    differences.compare(name, `${countOf(args)}`, `${parameters.length}`);
  }
  const compared = differences.finish(300);
  const named = new Set([...syscalls.args, ...syscalls.prototypes].map(([name]) => name));
  t.diagnostic(
    `${named.size} of ${syscalls.calls.length} calls have argument names; ${compared} rows of nc's have a prototype`,
  );
});

test('as many arguments as strace prints of the calls that only the prototypes name', (t) => {
  const numbers = numbersOf('x86_64');
  const rows = syscalls.prototypes.filter(
    (row) => columnsOf(row).includes('x86_64') && numbers.has(row[0] ?? ''),
  );
  // Each takes a descriptor first, or a pointer that must not be null: the kernel refuses them all.
  const lines = straceLines(rows.map(([name = '']) => [numbers.get(name) ?? 0, -1, 0]));
  const differences = new Differences('strace, arguments', 'x86_64');
  rows.forEach(([name = '', args = ''], i) => {
    const [, call, list = ''] = /^(\w+)\((.*)\) += -1 /.exec(lines[i] ?? '') ?? [];
    differences.compare(name, `${name} ${countOf(args)}`, `${call} ${list.split(', ').length}`);
  });
  t.diagnostic(`${differences.finish(7)} calls: ${rows.map(([name]) => name).join(', ')}`);
});

test('no call is named by both sources on one architecture', () => {
  const ofNc = new Set(
    syscalls.args.flatMap((row) => columnsOf(row).map((column) => `${row[0]} ${column}`)),
  );
  const twice = syscalls.prototypes.flatMap((row) =>
    columnsOf(row)
      .map((column) => `${row[0]} ${column}`)
      .filter((each) => ofNc.has(each)),
  );
  assert.deepEqual(twice, []);
});

test('no names where a 64-bit argument fills two registers', () => {
  const split = [...known].filter(([, parameters]) =>
    parameters.some(
      (parameter) => /\b(?:loff_t|u64|__u64)\b/.test(parameter) && !parameter.includes('*'),
    ),
  );
  assert.ok(split.length >= 10, 'the header names no such calls any more');
  const wrong = split.flatMap(([name]) =>
    [...syscalls.args, ...syscalls.prototypes]
      .filter(([call]) => call === name)
      .filter((row) => columnsOf(row).some((column) => column === 'i386' || column === 'arm'))
      .filter(() =>
        syscalls.calls.some((row) => row[0] === name && (row[3] !== null || row[5] !== null)),
      )
      .map(() => name),
  );
  assert.deepEqual(wrong, []);
});

test("clone's order on x86_64 is that of the kernel's configuration", () => {
  const configuration = `${kernelHeaderFolder('amd64')}/include/generated/autoconf.h`;
  const lines = readFileSync(configuration, 'utf8').split('\n');
  assert.ok(lines.includes('#define CONFIG_X86_64 1'));
  assert.deepEqual(
    lines.filter((line) => line.includes('CLONE_BACKWARDS')),
    [],
  );
  // Without them sys_clone is the last of the three: (unsigned long, unsigned long, int *, int *, unsigned long).
  const kinds = readPrototypes('x86_64')
    .get('clone')
    ?.at(-1)
    ?.map((parameter) => (parameter.endsWith('*') ? 'pointer' : 'word'));
  assert.deepEqual(kinds, ['word', 'word', 'pointer', 'pointer', 'word']);
  const row = syscalls.args.find(
    (each) => each[0] === 'clone' && columnsOf(each).includes('x86_64'),
  );
  assert.equal(row?.[1], 'clone_flags child_stack parent_tid child_tid tls');
});
