import { AUDIT_ARCHES, archOfAudit, auditArchName } from '../../abi/arch';
import { fieldOf, type ProgramForm, type Said } from './form';

/** From version 53 on (cloud-hypervisor/src/main.rs). */
const PROBABLE =
  /\bProbable seccomp violation: si_syscall=(-?\d{1,10}) si_arch=(0x[0-9a-f]{1,8}) thread=(.*)/d;
/** Before, from version 12 on; in between with a second line. */
const POSSIBLE = /==== Possible seccomp violation ====/;
const NUMBER =
  /\bSyscall number: (-?\d{1,10}) \(arch: (0x[0-9a-f]{1,8}), tid: (\d{1,10}), thread: (.*)\)/d;

/** cloud-hypervisor's SIGSYS handler, by which only SECCOMP_RET_TRAP can have got there. */
export const cloudHypervisor: ProgramForm = {
  needles: ['seccomp violation', 'Syscall number: '],
  read(text) {
    const probable = PROBABLE.exec(text);
    if (probable) return said(probable, 3, {});
    const number = NUMBER.exec(text);
    if (number) return said(number, 4, { pid: Number(number[3]) });
    const possible = POSSIBLE.exec(text);
    return possible && { source: 'program', at: possible.index, announces: true };
  },
};

function said(match: RegExpExecArray, thread: number, rest: Partial<Said>): Said {
  const comm = (match[thread] ?? '').trim();
  return {
    source: 'program',
    at: match.index,
    number: Number(match[1]),
    ...archOf(Number(match[2])),
    action: 'trap',
    ...(comm === '' ? {} : { comm }),
    fields: [
      ...fieldOf(match, 1, 'syscall'),
      ...fieldOf(match, 2, 'arch'),
      ...fieldOf(match, thread, 'comm'),
    ],
    ...rest,
  };
}

/**
 * AUDIT_ARCH_*, or the ELF machine number that is its low half (linux/audit.h), where that is no
 * AUDIT_ARCH_* itself.
 */
function archOf(value: number): Pick<Said, 'arch' | 'auditArch'> {
  if (auditArchName(value) !== null) return { auditArch: value, arch: archOfAudit(value) };
  const machine = AUDIT_ARCHES.filter(
    (known) => known.arch !== null && (known.value & 0xffff) === value,
  );
  const [only] = machine;
  return machine.length === 1 && only
    ? { auditArch: only.value, arch: only.arch }
    : { auditArch: value, arch: null };
}
