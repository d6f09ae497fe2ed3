import { syscallByName, syscallByNumber } from '../abi/syscalls';
import type { Arch } from '../abi/types';
import { resultNumber, type StraceCall } from './call';

/** The bit that x32 sets in its numbers (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/** The architectures on which a call's number and its result share a register. */
const X86: readonly Arch[] = ['x86_64', 'i386'];

/**
 * Whether a call that strace printed can be the one that a filter refused by Trap or a kill. The
 * kernel takes the system call back before it sends the signal (kernel/seccomp.c, syscall_rollback),
 * so strace reads as its result what the register held before: on x86 the call's own number, on
 * other architectures, where the result's register carries the first argument, that argument.
 */
export function looksRefused(call: StraceCall, arch: Arch, number: number): boolean {
  if (!call.closed) return false;
  if (number === -1) return call.result?.startsWith('-1 ') ?? false;
  const result = resultNumber(call.result);
  if (result === null) return false;
  if (X86.includes(arch)) return (result & ~X32_BIT) === (number & ~X32_BIT);
  const first = resultNumber(call.args[0] ?? null);
  // What is no number by its looks, a pointer to a string or a named constant, cannot be compared.
  return first === null || (first | 0) === (result | 0);
}

/** Whether the thread was killed inside the call: by its own filter, or for another thread's call. */
export function diedInside(call: StraceCall): boolean {
  return call.closed && call.result?.startsWith('?') === true;
}

/** The number and architecture of a call whose result is its own number, which only x86 does. */
export function refusedOnX86(call: StraceCall): { arch: Arch; number: number } | null {
  const result = resultNumber(call.result);
  if (!call.closed || result === null) return null;
  if (call.name === NO_CALL && result === -1) return { arch: 'x86_64', number: -1 };
  for (const arch of X86) {
    const named =
      syscallByNumber(arch, result)?.name === call.name ||
      syscallByName(arch, call.name)?.number === result;
    if (named) return { arch, number: result };
  }
  if (unnamedNumber(call.name) === result) return { arch: 'x86_64', number: result };
  return null;
}

/** strace's name for number -1 of a 64-bit architecture. */
const NO_CALL = 'syscall_0xffffffffffffffff';

/** strace's name for a number that no table of its own has. */
function unnamedNumber(name: string): number | null {
  const digits = /^syscall_(0x[0-9a-f]{1,8})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
