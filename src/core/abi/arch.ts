import data from './data/constants.json';
import { ARCHES, type Arch } from './types';

/** An audit architecture, the `arch=` of an audit record and `si_arch` of a SIGSYS (linux/audit.h). */
export interface AuditArch {
  /** Unsigned 32-bit. */
  readonly value: number;
  /** `AUDIT_ARCH_X86_64`. */
  readonly name: string;
  /** The architecture whose tables serve it; null where there are none. */
  readonly arch: Arch | null;
}

/** All audit architectures that the kernel's headers name. */
export const AUDIT_ARCHES: readonly AuditArch[] = data.auditArches.map(([name = '', hex = '']) => ({
  value: Number.parseInt(hex, 16),
  name,
  arch: ARCHES.find((arch) => name === `AUDIT_ARCH_${arch.toUpperCase()}`) ?? null,
}));

/** The architecture of an audit record's `arch=`; null for one without tables or none at all. */
export function archOfAudit(value: number): Arch | null {
  return AUDIT_ARCHES.find((known) => known.value === value)?.arch ?? null;
}

/** The `AUDIT_ARCH_*` value of an architecture; null for none. */
export function auditOfArch(arch: Arch | null): number | null {
  // Those without tables have none either.
  return arch && (AUDIT_ARCHES.find((known) => known.arch === arch)?.value ?? null);
}

/** The name of an audit architecture, `AUDIT_ARCH_X86_64`; null for a number that has none. */
export function auditArchName(value: number): string | null {
  return AUDIT_ARCHES.find((known) => known.value === value)?.name ?? null;
}

/** Node's names (`process.arch`) for the architectures that it runs on and that have tables. */
const NODE_NAMES: Readonly<Record<string, Arch>> = {
  x64: 'x86_64',
  ia32: 'i386',
  arm64: 'aarch64',
  arm: 'arm',
  riscv64: 'riscv64',
  s390x: 's390x',
  // Node says the same for both byte orders; only little-endian Linux is built any more.
  ppc64: 'ppc64le',
  loong64: 'loongarch64',
};

/** The architecture of a machine by node's name for it, such as `x64`; null for others. */
export function archOfNode(processArch: string): Arch | null {
  return Object.hasOwn(NODE_NAMES, processArch) ? (NODE_NAMES[processArch] ?? null) : null;
}
