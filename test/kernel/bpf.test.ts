import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { Random } from '../../scripts/bench/random';
import { archOfNode } from '../../src/core/abi/arch';
import { syscallByName } from '../../src/core/abi/syscalls';
import { callData } from '../../src/core/bpf/outline';
import type { Instruction } from '../../src/core/bpf/program';
import { runFilter } from '../../src/core/bpf/run';
import { excluded } from './capabilities';

const SEED = Number(process.env['SECCOMP_LENS_SEED'] ?? 20261126);
const PROGRAMS = 400;
/** No architecture has a call of this number. */
const CALL = 499;
const CELLS = 4;
/** `SECCOMP_RET_ERRNO`; of its data a call gives back up to 4,095. */
const ERRNO = 0x50000;

const [LD_IMM, LD_ABS, LD_MEM, LD_LEN] = [0x00, 0x20, 0x60, 0x80];
const [LDX_IMM, LDX_MEM, LDX_LEN, ST, STX, TAX, TXA] = [0x01, 0x61, 0x81, 0x02, 0x03, 0x07, 0x87];
const [RETURN, RETURN_A, NEGATE, JUMP] = [0x06, 0x16, 0x84, 0x05];
const [ADD, SUBTRACT, MULTIPLY, DIVIDE, OR, AND, LEFT, RIGHT, XOR] = [
  0x04, 0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x74, 0xa4,
];
const OF_X = 0x08;

/** A random filter that the kernel takes (kernel/seccomp.c, seccomp_check_filter) and that ends in an errno. */
function randomFilter(random: Random): Instruction[] {
  const one = (code: number, k = 0): Instruction => ({ code, jt: 0, jf: 0, k });
  const cells = Array.from({ length: CELLS }, (_, cell) => [one(LD_IMM, cell * 77), one(ST, cell)]);
  const body = Array.from({ length: 4 + random.below(20) }, (_, at, left = 24 - at) =>
    randomInstruction(random, Math.min(3, left)),
  );
  const length = body.length;
  const inside = body.map((each, at): Instruction => {
    const room = length - at - 1;
    const { code, jt, jf, k } = each;
    if (code === JUMP) return one(JUMP, Math.min(k, room));
    return { code, jt: Math.min(jt, room), jf: Math.min(jf, room), k };
  });
  // All 32 bits have a part in the eleven that a call can give back.
  const folded = [22, 11].flatMap((by) => [one(TAX), one(RIGHT, by), one(XOR | OF_X)]);
  return [
    one(LD_ABS, 0),
    { code: JUMP | 0x10, jt: 1, jf: 0, k: CALL },
    one(RETURN, 0x7fff0000),
    ...cells.flat(),
    ...inside,
    ...folded,
    one(AND, 0x7ff),
    one(OR, ERRNO),
    one(RETURN_A),
  ];
}

function randomInstruction(random: Random, near: number): Instruction {
  const word = random.pick([0, 1, 2, 7, 31, 0x7fffffff, 0x80000000, 0xffffffff, random.below(1e9)]);
  const plain = (code: number, k = 0): Instruction => ({ code, jt: 0, jf: 0, k });
  switch (random.below(12)) {
    case 0:
    case 1:
      return plain(LD_ABS, 4 * random.pick([0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
    case 2:
      return plain(random.pick([LD_IMM, LDX_IMM]), word);
    case 3:
      return plain(random.pick([LD_MEM, LDX_MEM, ST, STX]), random.below(CELLS));
    case 4:
      return plain(random.pick([LD_LEN, LDX_LEN, TAX, TXA, NEGATE]));
    case 5:
      return plain(JUMP, random.below(near + 1));
    case 6:
    case 7: {
      const test = random.pick([0x10, 0x20, 0x30, 0x40]) | random.pick([0, OF_X]);
      const [jt, jf] = [random.below(near + 1), random.below(near + 1)];
      return { code: JUMP | test, jt, jf, k: word };
    }
    case 8:
      return plain(random.pick([LEFT, RIGHT]), random.below(32));
    case 9:
      return plain(DIVIDE, word === 0 ? 3 : word);
    default: {
      const by = random.pick([ADD, SUBTRACT, MULTIPLY, DIVIDE, OR, AND, LEFT, RIGHT, XOR]);
      return by === DIVIDE || by === LEFT || by === RIGHT
        ? plain(by | OF_X)
        : plain(by | random.pick([0, OF_X]), word);
    }
  }
}

function hexOf(program: readonly Instruction[]): string {
  const bytes = Buffer.alloc(8 * program.length);
  for (const [at, { code, jt, jf, k }] of program.entries()) {
    bytes.writeUInt16LE(code, 8 * at);
    bytes.writeUInt8(jt, 8 * at + 2);
    bytes.writeUInt8(jf, 8 * at + 3);
    bytes.writeUInt32LE(k, 8 * at + 4);
  }
  return bytes.toString('hex');
}

test(
  'random filters answer as this kernel’s do: each opcode, division by zero too',
  { skip: excluded('kernel') },
  () => {
    const arch = archOfNode(process.arch);
    assert.ok(arch, 'a table of this machine’s calls');
    const numbers = ['prctl', 'seccomp'].map((name) => String(syscallByName(arch, name)?.number));
    const random = new Random(SEED);
    const asked = Array.from({ length: PROGRAMS }, () => {
      const args = Array.from({ length: 6 }, () => BigInt(random.below(2 ** 48)));
      return { program: randomFilter(random), args };
    });
    const input = asked.map(({ program, args }) => `${hexOf(program)} ${args.join(' ')}\n`);
    const perl = spawnSync(
      'perl',
      [path.join(__dirname, 'programs', 'answers.pl'), ...numbers, String(CALL)],
      { input: input.join(''), encoding: 'utf8' },
    );
    assert.deepEqual([perl.status, perl.stderr], [0, '']);
    const ours = asked.map(({ program, args }) => {
      const { code } = runFilter(program, callData(arch, CALL, args));
      // SECCOMP_RET_KILL_THREAD: the only thread of its process ends by SIGSYS, 31.
      return code === 0 ? 'killed by 31' : String(code & 0xffff);
    });
    const kernels = perl.stdout.trimEnd().split('\n');
    const differing = ours.findIndex((answer, at) => answer !== kernels[at]);
    const example = asked[differing];
    assert.equal(
      differing,
      -1,
      `seed ${SEED}, filter ${differing}: the kernel ${kernels[differing] ?? '-'}, ours ` +
        `${ours[differing] ?? '-'}: ${example ? `${hexOf(example.program)} ${example.args.join(' ')}` : ''}`,
    );
    assert.equal(kernels.length, PROGRAMS);
    assert.ok(new Set(kernels).size > PROGRAMS / 10, 'the answers differ');
  },
);
