import { auditOfArch } from '../abi/arch';
import { actionOfCode } from '../abi/actions';
import { allSyscalls } from '../abi/syscalls';
import type { ActionName, Arch } from '../abi/types';
import type { BpfProgram } from './program';
import { runFilter, type CallData } from './run';

/** What a filter says of an architecture's calls. */
export interface FilterOutline {
  /** What it answers a call that it does not name. */
  readonly mismatch: ActionName | null;
  /** The calls that it names: whatever their arguments are, or by them. */
  readonly named: ReadonlySet<string>;
}

/** No call of any architecture has it. */
const NO_CALL = 0x3fff_fff0;
const NO_ARGUMENTS: readonly bigint[] = [];

/** Found by running the filter on every call there is. */
export function outlineOf(program: BpfProgram, arch: Arch): FilterOutline {
  const other = runFilter(program, callData(arch, NO_CALL, NO_ARGUMENTS));
  const named = allSyscalls(arch)
    .filter(({ number }) => {
      const answer = runFilter(program, callData(arch, number, NO_ARGUMENTS));
      return answer.guessed || answer.code !== other.code;
    })
    .map(({ name }) => name);
  return { mismatch: actionOfCode(other.code), named: new Set(named) };
}

/** A call as a filter sees it. */
export function callData(arch: Arch, number: number, args: CallData['args']): CallData {
  return { number, auditArch: auditOfArch(arch) ?? 0, args };
}

/**
 * The strictest answer of several filters, which is the one that the kernel follows (seccomp(2)): the
 * lowest of the actions as signed numbers.
 */
export function strictest(codes: readonly number[]): number | null {
  let best: number | null = null;
  for (const code of codes) {
    if (best === null || rank(code) < rank(best)) best = code;
  }
  return best;
}

function rank(code: number): number {
  return (code & 0xffff0000) | 0;
}
