import type { RecordField } from './record';

/** `(unsigned) -1`: the audit code's "not set" for a login and a session (linux/audit.h). */
const UNSET = '4294967295';
/** The signals that a seccomp filter or its program's end can carry, by signal(7) on all but MIPS and SPARC. */
const SIGNALS = new Map([
  ['6', 'SIGABRT'],
  ['9', 'SIGKILL'],
  ['11', 'SIGSEGV'],
  ['31', 'SIGSYS'],
]);

/** What each field of a seccomp record is (kernel/auditsc.c, audit_seccomp and audit_log_task). */
const MEANINGS = new Map<string, (value: string) => string>([
  ['auid', (value) => (value === UNSET ? 'login user: none' : 'login user: who first logged in')],
  ['uid', (value) => (value === '0' ? 'user: root' : 'user that the process runs as')],
  ['gid', (value) => (value === '0' ? 'group: root' : 'group that the process runs as')],
  ['ses', (value) => (value === UNSET ? 'login session: none' : 'login session')],
  ['subj', () => 'security label of the process (SELinux, AppArmor)'],
  ['ppid', () => 'parent process'],
  ['pid', () => 'process (not the thread)'],
  ['comm', () => 'name of the thread, cut to 15 bytes'],
  ['exe', () => 'program file'],
  ['sig', (value) => (value === '0' ? 'signal: none' : `signal: ${SIGNALS.get(value) ?? value}`)],
  ['arch', () => 'architecture of the call (AUDIT_ARCH_*)'],
  ['syscall', () => 'number of the call; it means nothing without arch'],
  ['compat', (value) => (value === '1' ? 'called by a 32-bit program' : 'native call')],
  ['ip', () => 'address of the calling instruction'],
  ['code', () => 'what the filter answered (SECCOMP_RET_*)'],
]);

/** What a field of an audit record says, in a few words; null for a key that the kernel does not write. */
export function recordFieldWords({ key, value }: RecordField): string | null {
  return MEANINGS.get(key)?.(value) ?? null;
}
