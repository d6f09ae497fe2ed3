import * as vscode from 'vscode';
import { actionOfCode, actionWords } from '../../core/abi/actions';
import { auditArchName } from '../../core/abi/arch';
import { syscallByNumber } from '../../core/abi/syscalls';
import type { RecordField, RefusalRecord } from '../../core/records/record';
import { signalName } from '../../core/records/signals';
import { oneLine } from '../../core/text/untrusted';

/** `(unsigned) -1`: the audit code's "not set" for a login and a session (linux/audit.h). */
const UNSET = '4294967295';

type Explain = (value: string, record: RefusalRecord) => string | null;

/** What each field of a seccomp record is (kernel/auditsc.c, audit_seccomp and audit_log_task). */
const EXPLAINED: Readonly<Record<string, Explain>> = {
  auid: (value) =>
    value === UNSET ? vscode.l10n.t('no login user') : vscode.l10n.t('user who logged in'),
  uid: (value) => (value === '0' ? vscode.l10n.t('user root') : vscode.l10n.t('user')),
  gid: (value) => (value === '0' ? vscode.l10n.t('group root') : vscode.l10n.t('group')),
  ses: (value) =>
    value === UNSET ? vscode.l10n.t('no login session') : vscode.l10n.t('login session'),
  subj: () => vscode.l10n.t('security label'),
  ppid: () => vscode.l10n.t('parent process'),
  pid: () => vscode.l10n.t('process, not thread'),
  comm: explainThread,
  exe: () => vscode.l10n.t('program file'),
  sig: (_, { signal }) => (signal === null ? vscode.l10n.t('no signal sent') : signalName(signal)),
  arch: (_, { auditArch }) => (auditArch === null ? null : auditArchName(auditArch)),
  syscall: (_, { arch, number }) =>
    arch === null || number === null ? null : (syscallByNumber(arch, number)?.name ?? null),
  compat: (value) =>
    value === '1' ? vscode.l10n.t('by a 32-bit program') : vscode.l10n.t('native call'),
  ip: () => vscode.l10n.t('address of the call'),
  code: (_, { code }) => {
    const action = code === null ? null : actionOfCode(code);
    return action === null ? null : `${action}: ${actionWords(action)}`;
  },
};

/** The kernel prints a name with a space, a quote or a non-ASCII byte in hex. */
function explainThread(value: string, { comm }: RefusalRecord): string {
  return comm === null || comm === value
    ? vscode.l10n.t('thread, cut to 15 bytes')
    : vscode.l10n.t('thread “{0}”, cut to 15 bytes', oneLine(comm, 40));
}

/** What a field of the record says, in a few words; null for a key that the kernel does not write. */
export function recordFieldWords(
  { key, value }: RecordField,
  record: RefusalRecord,
): string | null {
  return Object.hasOwn(EXPLAINED, key) ? (EXPLAINED[key]?.(value, record) ?? null) : null;
}
