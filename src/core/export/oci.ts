import type { ActionName, Arch } from '../abi/types';
import type { CmpOp, Condition } from '../policy/entry';
import type { Exported } from './firecracker';
import type { CallInForce, ListInForce } from './in-force';
import { integer, type Json } from './json';

/** `LinuxSeccompAction` of the OCI runtime specification. */
const ACTIONS: Readonly<Record<ActionName, string>> = {
  allow: 'SCMP_ACT_ALLOW',
  errno: 'SCMP_ACT_ERRNO',
  'kill-process': 'SCMP_ACT_KILL_PROCESS',
  'kill-thread': 'SCMP_ACT_KILL_THREAD',
  log: 'SCMP_ACT_LOG',
  trace: 'SCMP_ACT_TRACE',
  trap: 'SCMP_ACT_TRAP',
  'user-notif': 'SCMP_ACT_NOTIFY',
};
const ARCHITECTURES: Readonly<Record<Arch, string>> = {
  x86_64: 'SCMP_ARCH_X86_64',
  i386: 'SCMP_ARCH_X86',
  aarch64: 'SCMP_ARCH_AARCH64',
  arm: 'SCMP_ARCH_ARM',
  riscv64: 'SCMP_ARCH_RISCV64',
  s390x: 'SCMP_ARCH_S390X',
  ppc64le: 'SCMP_ARCH_PPC64LE',
  loongarch64: 'SCMP_ARCH_LOONGARCH64',
};
const OPERATORS: Readonly<Record<CmpOp, string>> = {
  eq: 'SCMP_CMP_EQ',
  ne: 'SCMP_CMP_NE',
  lt: 'SCMP_CMP_LT',
  le: 'SCMP_CMP_LE',
  gt: 'SCMP_CMP_GT',
  ge: 'SCMP_CMP_GE',
  masked_eq: 'SCMP_CMP_MASKED_EQ',
};
const LOW_HALF = 0xffff_ffffn;

/** One list as a profile of the OCI runtime specification, which is one filter for all threads. */
export function asOci(one: ListInForce, arch: Arch): Exported {
  const { list, others, listed, calls } = one;
  const notes = [...one.notes];
  if (list.serves.length > 0) {
    notes.push(
      `A profile holds for all threads: that ${list.name} serves ${list.serves.join(', ')} is not in it.`,
    );
  }
  const action = {
    action: ACTIONS[listed.action],
    ...(listed.number === null ? {} : { errnoRet: listed.number }),
  };
  const free = calls.filter(({ rules }) => rules === null).map(({ syscall }) => syscall);
  const ruled = calls.flatMap((call) =>
    (call.rules ?? [])
      .filter((conditions) => isExpressible(call, conditions, notes))
      .map((conditions) => ({
        names: [call.syscall],
        ...action,
        args: conditions.map((condition) => argOf(call, condition, notes)),
      })),
  );
  const document = {
    defaultAction: ACTIONS[others.action],
    ...(others.number === null ? {} : { defaultErrnoRet: others.number }),
    architectures: [ARCHITECTURES[arch]],
    syscalls: [...(free.length > 0 ? [{ names: free, ...action }] : []), ...ruled],
  };
  return { document, notes };
}

/** Runtimes take two conditions on one argument for alternatives (runc, crun). */
function isExpressible(
  { syscall, place }: CallInForce,
  conditions: readonly Condition[],
  notes: string[],
): boolean {
  const args = new Set(conditions.map(({ arg }) => arg));
  if (args.size === conditions.length) return true;
  notes.push(
    `${place}: a rule of ${syscall} has two conditions on one argument, which a profile cannot have; the rule is left out.`,
  );
  return false;
}

/** All comparisons are of 64 bits: equality of the lower half is one under a mask. */
function argOf(
  { syscall, place }: CallInForce,
  { arg, len, op, mask, value }: Condition,
  notes: string[],
): Json {
  const isHalf = len === 'dword';
  const compared = integer(value ?? 0n, isHalf ? 32 : 64);
  const index = arg ?? 0;
  if (op === 'masked_eq' || (op === 'eq' && isHalf)) {
    const bits = op === 'eq' ? LOW_HALF : integer(mask ?? 0n, isHalf ? 32 : 64);
    return { index, value: bits, valueTwo: compared & bits, op: OPERATORS.masked_eq };
  }
  if (isHalf) {
    notes.push(
      `${place}: ${syscall} compares 32 bits of argument ${index}, a profile 64: it differs where the upper half is not zero.`,
    );
  }
  return { index, value: compared, op: OPERATORS[op ?? 'eq'] };
}
