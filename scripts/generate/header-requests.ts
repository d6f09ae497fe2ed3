/** Requests out of the kernel's uapi headers, compiled for an architecture. */
import {
  expansionsOf,
  headersDefining,
  pinnedHeaders,
  PRELUDE,
  valuesOf,
  type PinnedArch,
} from './kernel-headers';

/**
 * The Open Sound System's: its timer requests have the values of the terminals' oldest ones
 * (SNDCTL_TMR_START is TCSETS), which programs under a filter do make.
 */
const LEFT_OUT = 'linux/soundcard.h';

/** What a request's definition calls: `_IOWR(`, or a header's own macro over it, `DRM_IOW(`. */
const MAKES_REQUEST = /\b\w*IO(?:C|R|W|WR)?(?:_BAD)?\s*\(/;

/** How a request begins once only `_IOC` is left to expand; values made otherwise are not looked for. */
const IS_REQUEST = /^[( ]*_IOC\(/;

/** Requests that linux/kvm.h defines everywhere and that only the named architecture's KVM takes. */
const OWN_ARCH: readonly (readonly [RegExp, PinnedArch])[] = [
  [/^KVM_X86_/, 'x86_64'],
  [/^KVM_ARM_/, 'aarch64'],
];

/**
 * The requests by name, unsigned 32-bit. Those whose struct the architecture's headers lack do not
 * compile and are left out.
 * @param isKnown the names to leave out.
 */
export function headerRequests(
  arch: PinnedArch,
  isKnown: (name: string) => boolean,
): Map<string, number> {
  const headers = pinnedHeaders(arch);
  const found = new Map<string, number>();
  const isWanted = (name: string, definition: string): boolean =>
    MAKES_REQUEST.test(definition) && !name.startsWith('_') && !isKnown(name) && fits(name, arch);
  for (const [header, names] of headersDefining(headers, isWanted)) {
    if (header === LEFT_OUT) continue;
    const includes = [...PRELUDE, header];
    const expansions = expansionsOf(headers, includes, names);
    const requests = names.filter((name) => IS_REQUEST.test(expansions.get(name) ?? ''));
    for (const [name, value] of valuesOf(headers, includes, requests)) {
      const before = found.get(name) ?? value;
      if (before !== value) throw new Error(`${arch}: headers give ${name} two values`);
      found.set(name, value);
    }
  }
  return found;
}

function fits(name: string, arch: PinnedArch): boolean {
  return OWN_ARCH.every(([pattern, own]) => own === arch || !pattern.test(name));
}
