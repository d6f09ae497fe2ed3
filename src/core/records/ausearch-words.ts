import { archOfAudit, auditOfArch } from '../abi/arch';
import { syscallByName } from '../abi/syscalls';
import { ARCHES, type ActionName, type Arch } from '../abi/types';
import { signalNumber } from './signals';

/** Names of machines (audit-userspace, lib/machinetab.h) that differ from the tables' here. */
const MACHINES: Readonly<Record<string, Arch>> = {
  armeb: 'arm',
  armv5tejl: 'arm',
  armv5tel: 'arm',
  armv6l: 'arm',
  armv7l: 'arm',
  i486: 'i386',
  i586: 'i386',
  i686: 'i386',
  loong64: 'loongarch64',
};

/** Names of calls (audit-userspace, lib/*_table.h) that the kernel's tables have otherwise. */
const CALLS: Readonly<Record<string, string>> = {
  pread: 'pread64',
  pwrite: 'pwrite64',
  newfstat: 'fstat',
  getdents: 'getdents64',
  llseek: '_llseek',
  newselect: '_newselect',
  sysctl: '_sysctl',
  fadvise64_64: 'arm_fadvise64_64',
  sync_file_range: 'arm_sync_file_range',
  sched_rr_get_interval64: 'sched_rr_get_interval_time64',
  sys_kexec_load: 'kexec_load',
  fstatat: 'newfstatat',
  timerfd: 'timerfd_create',
  perf_counter_open: 'perf_event_open',
};

/**
 * auparse's words for `code=` (audit-userspace, auparse/interpret.c). Up to version 3 it looks at the
 * bits 0x7fff0000 only: `kill` is said of both kills and `allow` of 0xffff0000, so these two are no
 * evidence of an action.
 */
const ACTIONS: Readonly<Record<string, ActionName>> = {
  'kill-process': 'kill-process',
  'kill-thread': 'kill-thread',
  trap: 'trap',
  errno: 'errno',
  'user-notify': 'user-notif',
  trace: 'trace',
  log: 'log',
};

/** `aarch64`, or `unknown-elf-type(c00000f3)` where that ausearch does not know the number. */
export function interpretedArch(word: string): { arch: Arch | null; auditArch: number | null } {
  const unknown = /^unknown-elf-type\(([0-9a-f]{1,8})\)$/.exec(word);
  if (unknown) {
    const auditArch = parseInt(unknown[1] ?? '', 16);
    return { auditArch, arch: archOfAudit(auditArch) };
  }
  const arch = own(MACHINES, word) ?? ARCHES.find((known) => known === word) ?? null;
  return { arch, auditArch: auditOfArch(arch) };
}

/**
 * `getpid`, or `unknown-syscall(600)`. A name means the number in the table of the architecture that
 * stands beside it; where ausearch did not know that one, it looked in its own machine's table, which
 * says nothing.
 */
export function interpretedCall(word: string, archWord: string): number | null {
  const unknown = /^unknown-syscall\((-?\d{1,10})\)$/.exec(word);
  if (unknown) return Number(unknown[1]);
  const { arch } = interpretedArch(archWord);
  if (arch === null || archWord.startsWith('unknown')) return null;
  const call = syscallByName(arch, word) ?? syscallByName(arch, own(CALLS, word) ?? '');
  return call?.number ?? null;
}

/** The action of a `code=` in words; null where these do not tell. */
export function interpretedAction(word: string): ActionName | null {
  return own(ACTIONS, word) ?? null;
}

/** `SIGSYS`, `unknown-signal(64)`; `SIG0` is none. */
export function interpretedSignal(word: string): number | null {
  const unknown = /^unknown-signal\((\d{1,3})\)$/.exec(word);
  return unknown ? Number(unknown[1]) : signalNumber(word);
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
