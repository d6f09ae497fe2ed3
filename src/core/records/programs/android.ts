import { auditOfArch } from '../../abi/arch';
import type { Arch } from '../../abi/types';
import { fieldOf, type ProgramForm } from './form';

const SIGNAL = /\bsignal 31 \(SIGSYS\), code 1 \(SYS_SECCOMP\)/;
const CAUSE = /\bseccomp prevented call to disallowed (\w{1,20}) system call (-?\d{1,10})\b/d;

/** debuggerd's names of what it was built for (ABI_STRING). */
const ABIS: Readonly<Record<string, Arch>> = {
  arm: 'arm',
  arm64: 'aarch64',
  riscv64: 'riscv64',
  x86: 'i386',
  x86_64: 'x86_64',
};

/** A tombstone of Android's debuggerd (system/core, debuggerd/libdebuggerd/tombstone.cpp). */
export const android: ProgramForm = {
  needles: ['seccomp prevented call', 'signal 31 (SIGSYS)'],
  read(text) {
    const cause = CAUSE.exec(text);
    if (cause) {
      const abi = cause[1] ?? '';
      const arch = Object.hasOwn(ABIS, abi) ? (ABIS[abi] ?? null) : null;
      return {
        source: 'program',
        at: cause.index,
        number: Number(cause[2]),
        arch,
        auditArch: auditOfArch(arch),
        action: 'trap',
        fields: [...fieldOf(cause, 1, 'arch'), ...fieldOf(cause, 2, 'syscall')],
      };
    }
    const signal = SIGNAL.exec(text);
    return signal && { source: 'program', at: signal.index, announces: true };
  },
};
