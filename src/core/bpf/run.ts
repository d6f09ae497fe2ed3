import type { BpfProgram } from './program';

/** A system call as a filter sees it (linux/seccomp.h, struct seccomp_data), but for its address. */
export interface CallData {
  /** As the table has it; unsigned 32-bit. */
  readonly number: number;
  /** `AUDIT_ARCH_*`. */
  readonly auditArch: number;
  /** Six, unsigned 64-bit; one that is not known is taken for zero. */
  readonly args: readonly (bigint | undefined)[];
}

/** What a filter answers. */
export interface BpfAnswer {
  /** `SECCOMP_RET_*` with its data; unsigned 32-bit. */
  readonly code: number;
  /** Whether the filter looked at an argument that is not known before it answered. */
  readonly guessed: boolean;
}

/** What the kernel does with a filter that it would not have taken. */
const KILL = 0x80000000;
const ARGUMENTS = 16;
const WORDS_OF_MEMORY = 16;

/** The classes and modes of an opcode (linux/bpf_common.h). */
const OP = {
  LdImm: 0x00,
  LdAbs: 0x20,
  LdMem: 0x60,
  LdLen: 0x80,
  LdxImm: 0x01,
  LdxMem: 0x61,
  LdxLen: 0x81,
  St: 0x02,
  Stx: 0x03,
  RetK: 0x06,
  RetA: 0x16,
  Tax: 0x07,
  Txa: 0x87,
  DivX: 0x3c,
} as const;

/**
 * Runs a filter on a call as the kernel does (net/core/filter.c; kernel/seccomp.c,
 * seccomp_check_filter has the instructions that a filter may have). It always ends: classic BPF jumps
 * only forward, and a division by zero ends it with the answer 0, SECCOMP_RET_KILL_THREAD.
 */
export function runFilter(program: BpfProgram, call: CallData): BpfAnswer {
  const memory = new Uint32Array(WORDS_OF_MEMORY);
  let a = 0;
  let x = 0;
  let guessed = false;
  for (let at = 0; at < program.length; at++) {
    const instruction = program[at];
    if (instruction === undefined) break;
    const { code, k, jt, jf } = instruction;
    switch (code) {
      case OP.LdAbs:
        guessed ||= k >= ARGUMENTS && call.args[(k - ARGUMENTS) >> 3] === undefined;
        a = wordAt(call, k);
        continue;
      case OP.LdImm:
        a = k;
        continue;
      case OP.LdMem:
        a = memory[k] ?? 0;
        continue;
      case OP.LdLen:
        a = 64;
        continue;
      case OP.LdxImm:
        x = k;
        continue;
      case OP.LdxMem:
        x = memory[k] ?? 0;
        continue;
      case OP.LdxLen:
        x = 64;
        continue;
      case OP.St:
        memory[k] = a;
        continue;
      case OP.Stx:
        memory[k] = x;
        continue;
      case OP.Tax:
        x = a;
        continue;
      case OP.Txa:
        a = x;
        continue;
      case OP.RetK:
        return { code: k, guessed };
      case OP.RetA:
        return { code: a, guessed };
    }
    const operand = (code & 0x08) === 0 ? k : x;
    if (code === OP.DivX && x === 0) return { code: 0, guessed };
    if ((code & 0x07) === 0x04) a = computed(code & 0xf0, a, operand);
    else if (code === 0x05) at += k;
    else if ((code & 0x07) === 0x05) at += jumps(code & 0xf0, a, operand) ? jt : jf;
    else break;
  }
  return { code: KILL, guessed };
}

/** Little-endian architectures have this bit set in their number (linux/audit.h, __AUDIT_ARCH_LE). */
const LITTLE_ENDIAN = 0x40000000;

/** The offsets of struct seccomp_data: nr 0, arch 4, instruction_pointer 8, args 16. */
function wordAt({ number, auditArch, args }: CallData, offset: number): number {
  if (offset === 0) return number >>> 0;
  if (offset === 4) return auditArch >>> 0;
  if (offset < ARGUMENTS) return 0;
  const value = args[(offset - ARGUMENTS) >> 3] ?? 0n;
  const low = (offset % 8 === 0) === ((auditArch & LITTLE_ENDIAN) !== 0);
  return Number(BigInt.asUintN(32, low ? value : value >> 32n));
}

function computed(operation: number, a: number, b: number): number {
  switch (operation) {
    case 0x00:
      return (a + b) >>> 0;
    case 0x10:
      return (a - b) >>> 0;
    case 0x20:
      return Math.imul(a, b) >>> 0;
    case 0x30:
      return Math.floor(a / b);
    case 0x40:
      return (a | b) >>> 0;
    case 0x50:
      return (a & b) >>> 0;
    case 0x60:
      return (a << b) >>> 0;
    case 0x70:
      return a >>> b;
    case 0x80:
      return -a >>> 0;
    default:
      return (a ^ b) >>> 0;
  }
}

function jumps(operation: number, a: number, b: number): boolean {
  switch (operation) {
    case 0x10:
      return a === b;
    case 0x20:
      return a > b;
    case 0x30:
      return a >= b;
    default:
      return (a & b) !== 0;
  }
}
