import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BpfProgram } from '../../../src/core/bpf/program';
import { runFilter, type CallData } from '../../../src/core/bpf/run';

const CALL: CallData = { number: 41, auditArch: 0xc000003e, args: [0x1_0000_0002n, 0xffff_fffen] };
const S390X = 0x80000016;
const KILL_PROCESS = 0x80000000;

/** A program out of its instructions' codes in hexadecimal, k, and how far a jump goes either way. */
function program(text: string): BpfProgram {
  const written = text === '' ? [] : text.split(', ');
  return written.map((instruction) => {
    const [code = '', k = '0', jt = '0', jf = '0'] = instruction.split(' ');
    return { code: parseInt(code, 16), k: Number(k), jt: Number(jt), jf: Number(jf) };
  });
}

/** What the kernel's interpreter leaves in A (net/core/filter.c; linux/filter.h for the codes). */
const LEFT: readonly [what: string, text: string, a: number][] = [
  ['the number', '20 0', 41],
  ['the architecture', '20 4', 0xc000003e],
  ['the address, which is not known', '20 8', 0],
  ['the low word of an argument', '20 16', 2],
  ['the high word of an argument', '20 20', 1],
  ['an argument that is not given', '20 56', 0],
  ['a constant', '00 7', 7],
  ['the length of what it looks at', '80 0', 64],
  ['the length by way of X', '81 0, 87 0', 64],
  ['a word of memory', '00 7, 02 3, 00 0, 60 3', 7],
  ['X through memory', '01 9, 03 15, 61 15, 87 0', 9],
  ['memory that nothing was put into', '60 5', 0],
  ['A to X and back', '00 7, 07 0, 00 0, 87 0', 7],
  ['+ k', '00 0xffffffff, 04 2', 1],
  ['+ X', '00 3, 01 4, 0c 0', 7],
  ['- k', '00 1, 14 2', 0xffffffff],
  ['- X', '00 9, 01 4, 1c 0', 5],
  ['* k', '00 0x10001, 24 0x10001', 0x20001],
  ['* X', '00 6, 01 7, 2c 0', 42],
  ['/ k', '00 0xffffffff, 34 2', 0x7fffffff],
  ['/ X', '00 9, 01 2, 3c 0', 4],
  ['| k', '00 0x80000000, 44 1', 0x80000001],
  ['| X', '00 8, 01 1, 4c 0', 9],
  ['& k', '00 0xf000000f, 54 0xf0000001', 0xf0000001],
  ['& X', '00 6, 01 3, 5c 0', 2],
  ['<< k', '00 3, 64 31', 0x80000000],
  ['<< X', '00 3, 01 2, 6c 0', 12],
  ['>> k', '00 0x80000000, 74 31', 1],
  ['>> X', '00 12, 01 2, 7c 0', 3],
  ['its negative', '00 1, 84 0', 0xffffffff],
  ['^ k', '00 0x80000001, a4 3', 0x80000002],
  ['^ X', '00 6, 01 3, ac 0', 5],
];

/** Whether a jump is taken from A = 5, X = 5. */
const JUMPS: readonly [what: string, code: string, k: number, taken: boolean][] = [
  ['A == k', '15', 5, true],
  ['A == k, another', '15', 6, false],
  ['A == X', '1d', 0, true],
  ['A > k', '25', 4, true],
  ['A > k, the same', '25', 5, false],
  ['A > X', '2d', 0, false],
  ['A >= k', '35', 5, true],
  ['A >= k, a greater one without a sign', '35', 0xffffffff, false],
  ['A >= X', '3d', 0, true],
  ['A & k', '45', 4, true],
  ['A & k, no bit of it', '45', 2, false],
  ['A & X', '4d', 0, true],
];

describe('a filter run as the kernel runs it', () => {
  for (const [what, text, a] of LEFT) {
    test(`loads and computes: ${what}`, () => {
      assert.equal(runFilter(program(`${text}, 16`), CALL).code, a);
    });
  }

  for (const [what, code, k, taken] of JUMPS) {
    test(`jumps: ${what}`, () => {
      const all = program(`00 5, 01 5, ${code} ${k} 1 0, 06 0, 06 1`);
      assert.equal(runFilter(all, CALL).code, taken ? 1 : 0);
    });
  }

  test('jumps over what lies between', () => {
    const all = program('05 2, 06 1, 06 2, 06 3');
    assert.equal(runFilter(all, CALL).code, 3);
  });

  test('the words of an argument stand the other way round where the architecture is big-endian', () => {
    const on = (offset: number): number =>
      runFilter(program(`20 ${offset}, 16`), { ...CALL, auditArch: S390X }).code;
    assert.deepEqual([on(16), on(20)], [1, 2]);
  });

  test('a division by X of zero ends the thread', () => {
    const all = program('00 9, 01 0, 3c, 06 0x7fff0000');
    assert.equal(runFilter(all, CALL).code, 0);
  });

  test('an instruction that the kernel does not take, and no answer at all', () => {
    assert.equal(runFilter(program('28 0, 06 1'), CALL).code, KILL_PROCESS);
    assert.equal(runFilter(program('00 1'), CALL).code, KILL_PROCESS);
    assert.equal(runFilter(program(''), CALL).code, KILL_PROCESS);
  });

  test('it says whether it took an argument that is not known for zero', () => {
    const guessed = (offset: number): boolean =>
      runFilter(program(`20 ${offset}, 16`), CALL).guessed;
    assert.deepEqual([0, 4, 8, 16, 28, 32, 60].map(guessed), [
      ...[false, false, false, false, false],
      ...[true, true],
    ]);
  });
});
