import { parseRequest, requestsByName } from '../abi/ioctls';
import type { Arch } from '../abi/types';

/** What strace printed as the request of an ioctl. */
interface PrintedRequest {
  /** Unsigned 32-bit; null where only names were printed and no table has them. */
  readonly value: number | null;
  /** The names that strace printed, in its order. */
  readonly names: readonly string[];
}

/** The older of MSHV's two ABIs was never in a released kernel's headers, so strace has no names of it. */
const MAINLINE = 'mainline';

/**
 * Reads an ioctl's request in any of strace's styles: `KVM_RUN`, `SNDCTL_TMR_TIMEBASE or TCGETS`,
 * `0xae80`, `0xae80 /* KVM_RUN *\/`, `_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20)`. Null where it is none.
 */
export function parsePrintedRequest(arch: Arch, text: string): PrintedRequest | null {
  const [, number, comment] = /^(\S[^*]*?)(?: \/\* ([^*]*) \*\/)?$/.exec(text.trim()) ?? [];
  if (number === undefined) return null;
  if (/^(?:_IOC\(|0x|\d)/.test(number)) {
    const value = parseRequest(arch, number);
    return value === null ? null : { value, names: namesIn(comment ?? '') };
  }
  const names = namesIn(number);
  return names.length === 0 ? null : { value: sharedValue(arch, names), names };
}

/** Several names stand for one value: the one that all those agree on that a table has. */
function sharedValue(arch: Arch, names: readonly string[]): number | null {
  const known = names.map((name) => valuesOf(arch, name)).filter((values) => values.size > 0);
  const [first = new Set<number>(), ...others] = known;
  const shared = [...first].filter((value) => others.every((values) => values.has(value)));
  return shared.length === 1 ? (shared[0] ?? null) : null;
}

function valuesOf(arch: Arch, name: string): ReadonlySet<number> {
  const known = requestsByName(arch, name);
  const mainline = known.filter(({ source }) => source.includes(MAINLINE));
  return new Set((mainline.length > 0 ? mainline : known).map(({ value }) => value));
}

function namesIn(text: string): string[] {
  const words = text.split(' or ').map((word) => word.trim());
  return words.every((word) => /^[A-Za-z_]\w*$/.test(word)) ? words : [];
}
