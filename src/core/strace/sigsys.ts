import { AUDIT_ARCHES, archOfAudit } from '../abi/arch';
import { syscallByName, syscallByNumber } from '../abi/syscalls';
import type { Arch } from '../abi/types';

/** What a `--- SIGSYS {…} ---` line says of the refused call. What it does not say is null. */
export interface SigsysInfo {
  /** Without prefix, `getpid`, where strace or a table knows the number. */
  readonly name: string | null;
  /** A signed 32-bit value; by the tables where strace printed a name. Without x32's bit then. */
  readonly number: number | null;
  /** The `AUDIT_ARCH_*` value, also where no table knows it. */
  readonly auditArch: number | null;
  readonly arch: Arch | null;
  /** The address of the call, `0x…` in lower case. */
  readonly ip: string | null;
}

/** A value that strace prints whole only where something follows it; `-X verbose` gives both. */
const NUMBERED = String.raw`(?:0x[0-9a-f]{1,8} /\* )?`;
const CODE = /\bsi_code=([^,}]*)/;
const CALL = new RegExp(
  String.raw`\bsi_syscall=${NUMBERED}(?:__NR_(\w+)|(\d{1,10}|0x[0-9a-f]{1,8}))(?=[\s,}])`,
);
const ARCH = new RegExp(
  String.raw`\bsi_arch=${NUMBERED}(?:(AUDIT_ARCH_\w+)|(\d{1,10}|0x[0-9a-f]{1,8}))(?=[\s,}])`,
);
const ADDRESS = /\bsi_call_addr=(0x[0-9a-f]{1,16})(?=[\s,}])/;

/**
 * Reads the line's body, from `--- SIGSYS` on. Null where the signal is not the kernel's answer for a
 * filter but one that a process sent (`si_code=SI_USER`, `SI_TKILL`).
 */
export function parseSigsys(body: string): SigsysInfo | null {
  if (!/^--- ?SIGSYS /.test(body)) return null;
  const code = CODE.exec(body)?.[1];
  // SYS_SECCOMP is 1, asm-generic/siginfo.h.
  if (code !== undefined && !/^(?:0x)?1\b|SYS_SECCOMP/.test(code)) return null;
  const [, archName, archNumber] = ARCH.exec(body) ?? [];
  const auditArch =
    archNumber === undefined
      ? (AUDIT_ARCHES.find(({ name }) => name === archName)?.value ?? null)
      : Number(archNumber);
  const arch = auditArch === null ? null : archOfAudit(auditArch);
  const [, printed, digits] = CALL.exec(body) ?? [];
  const number = digits === undefined ? null : Number(digits) | 0;
  const known = arch !== null && number !== null ? syscallByNumber(arch, number) : null;
  const named = arch !== null && printed !== undefined ? syscallByName(arch, printed) : null;
  return {
    name: printed ?? known?.name ?? null,
    number: number ?? named?.number ?? null,
    auditArch,
    arch,
    ip: ADDRESS.exec(body)?.[1] ?? null,
  };
}
