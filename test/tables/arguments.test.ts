/** The number of arguments of each call, against the prototypes of Debian's linux-headers. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import syscalls from '../../src/core/abi/data/syscalls.json';
import { Differences } from './differences';
import { fromPackage } from './tools';

/** Parameters by call, of `asmlinkage long sys_x(…);` in include/linux/syscalls.h. */
function prototypes(): Map<string, readonly string[]> {
  const folder = readdirSync(fromPackage('/usr/src', 'linux-headers-amd64'))
    .filter((name) => /^linux-headers-6\.1\..*-common$/.test(name))
    .sort()
    .at(-1);
  const file = `/usr/src/${folder ?? 'linux-headers-6.1-common'}/include/linux/syscalls.h`;
  const text = readFileSync(fromPackage(file, 'linux-headers-amd64'), 'utf8');
  const found = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .matchAll(/^asmlinkage long sys_(\w+)\(([^;]*)\);/gm);
  return new Map(
    [...found].map(([, name = '', list = '']) => {
      const parameters = list.replace(/\s+/g, ' ').trim();
      return [name, parameters === 'void' || parameters === '' ? [] : parameters.split(',')];
    }),
  );
}

const known = prototypes();
const columnsOf = (row: readonly string[]): readonly string[] =>
  row.length > 2 ? row.slice(2) : syscalls.columns;

test('as many arguments as the prototype', (t) => {
  const differences = new Differences('kernel prototypes', 'all');
  for (const [name = '', args = ''] of syscalls.args) {
    const parameters = known.get(name);
    if (parameters === undefined) continue;
    const ours = args === '' ? 0 : args.split(' ').length;
    differences.compare(name, `${ours}`, `${parameters.length}`);
  }
  const compared = differences.finish(300);
  const named = new Set(syscalls.args.map(([name]) => name));
  t.diagnostic(
    `${named.size} of ${syscalls.calls.length} calls have argument names; ${compared} rows of these have a prototype`,
  );
});

test('no names where a 64-bit argument fills two registers', () => {
  const split = [...known].filter(([, parameters]) =>
    parameters.some(
      (parameter) => /\b(?:loff_t|u64|__u64)\b/.test(parameter) && !parameter.includes('*'),
    ),
  );
  assert.ok(split.length >= 10, 'the header names no such calls any more');
  const wrong = split.flatMap(([name]) =>
    syscalls.args
      .filter(([call]) => call === name)
      .filter((row) => columnsOf(row).some((column) => column === 'i386' || column === 'arm'))
      .filter(() =>
        syscalls.calls.some((row) => row[0] === name && (row[3] !== null || row[5] !== null)),
      )
      .map(() => name),
  );
  assert.deepEqual(wrong, []);
});
