import { iocFields } from '../abi/ioctls';
import type { Want } from './remedy';

/** A request with the name that it goes by, as far as either is known. */
export interface NamedRequest {
  readonly name: string | null;
  readonly value: bigint | null;
}

/** `KVM` of `KVM_RUN`; null for names such as `TCGETS`. */
export function prefixOf(name: string | null): string | null {
  const underscore = name?.indexOf('_') ?? -1;
  return name !== null && underscore > 1 ? name.slice(0, underscore) : null;
}

/**
 * Whether two requests belong together: their names begin alike, or, where a name has no such
 * beginning, their driver's type byte is the same (asm-generic/ioctl.h `_IOC_TYPE`).
 */
export function sameDriver(want: Want, one: NamedRequest, other: NamedRequest): boolean {
  const [a, b] = [prefixOf(one.name), prefixOf(other.name)];
  if (a !== null && b !== null) return a === b;
  if (one.value === null || other.value === null) return false;
  return typeOf(want, one.value) === typeOf(want, other.value);
}

function typeOf(want: Want, value: bigint): number {
  return iocFields(want.arch, Number(BigInt.asUintN(32, value))).type;
}

/** The words by which hypervisors name their own modules, functions and features. */
export const HYPERVISORS: readonly string[] = ['kvm', 'mshv'];

/** The hypervisor that a request belongs to, by its name; null for all other requests. */
export function hypervisorOf(name: string | null): string | null {
  const prefix = prefixOf(name)?.toLowerCase() ?? '';
  return HYPERVISORS.includes(prefix) ? prefix : null;
}
