/** Every syscall number that both know, against Debian's kernel headers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Differences } from './differences';
import { HEADERS, macrosOf, valuesOf } from '../../scripts/generate/kernel-headers';
import { numbersOf } from './rows';

const X32_BIT = 0x40000000;

/** Macros that are named like calls and mark ranges of numbers (asm-generic/unistd.h, arm's unistd.h). */
const MARKS =
  /^__NR_(?:syscalls|arch_specific_syscall|(?:OABI_)?SYSCALL_(?:BASE|MASK))$|^__ARM_NR_BASE$/;

/** arm's private calls are `__ARM_NR_*`. */
const PREFIX = /^__(?:ARM_)?NR_/;

for (const [column, headersOf] of Object.entries(HEADERS)) {
  test(`syscalls of ${column} against the kernel's headers`, (t) => {
    const headers = headersOf();
    const macros = macrosOf(headers, 'asm/unistd.h').filter(
      (name) => PREFIX.test(name) && !MARKS.test(name),
    );
    const values = valuesOf(headers, ['asm/unistd.h'], macros);
    assert.equal(values.size, macros.length, 'some numbers did not compile');
    const ours = numbersOf(column);
    const differences = new Differences('kernel headers', column);
    const missing: string[] = [];
    for (const [macro, value] of values) {
      const name = macro.replace(PREFIX, '');
      const number = ours.get(name);
      if (number === undefined) missing.push(name);
      else differences.compare(name, `${number}`, `${value % X32_BIT}`);
    }
    assert.deepEqual(missing, [], 'calls of the headers that the table lacks');
    const compared = differences.finish(300);
    t.diagnostic(
      `${column}: ${compared} of ${ours.size} entries are in the headers, all of theirs`,
    );
  });
}
