import fc from 'fast-check';
import { allSyscalls } from '../../../../src/core/abi/syscalls';

/** One entry that a generated list holds, and what stands around it. */
export interface Item {
  readonly name: string;
  readonly number: number;
  /** What one argument is compared with, a rule a value; null: unconditional. */
  readonly values: readonly number[] | null;
  /** Lines above it, without line ends. */
  readonly above: readonly string[];
  /** A predicate over it; null for none. */
  readonly cfg: string | null;
  /** A comment behind it, or nothing. */
  readonly behind: string;
}

/** Calls that every architecture has, so that no entry needs a cfg of its own. */
export const CALLS: readonly { readonly name: string; readonly number: number }[] = allSyscalls(
  'x86_64',
)
  .filter(({ name }) => allSyscalls('aarch64').some((other) => other.name === name))
  .filter(({ rustTargets, name }) => rustTargets.length > 0 && name !== 'ioctl')
  .map(({ name, number }) => ({ name, number }));

/** Terminal, KVM and a number that nobody has named; none is negative as an int. */
export const REQUESTS = [0x5401, 0x5402, 0x5413, 0xae80, 0xae03, 0x4090ae82, 0x12345678] as const;
const IOCTL = 16;

/** Comments that a reader could take for something else. */
const NOTES = [
  [],
  [],
  [],
  ['// why: (libc::SYS_getpid, vec![]), "'],
  ['// größer 𝔘 ñ → 日本', "// don't"],
  ['/* block ) ] */'],
  [''],
] as const;
const BEHIND = ['', '', '', ' // behind, it', ' // ‘ünï’ 𝔘'] as const;

/** Mostly null. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

const plain = fc
  .record({
    call: fc.constantFrom(...CALLS),
    values: rarely(fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 })),
    above: fc.constantFrom<readonly string[]>(...NOTES),
    cfg: rarely(fc.constantFrom('feature = "x"', 'not(target_os = "none")')),
    behind: fc.constantFrom(...BEHIND),
  })
  .map(({ call, ...rest }): Item => ({ ...call, ...rest }));

const ioctl = fc
  .record({
    values: fc.uniqueArray(fc.constantFrom(...REQUESTS), { minLength: 1, maxLength: 4 }),
    above: fc.constantFrom<readonly string[]>(...NOTES),
    behind: fc.constantFrom(...BEHIND),
  })
  .map((rest): Item => ({ ...rest, name: 'ioctl', number: IOCTL, cfg: null }));

/** Entries of one list, each call once; an ioctl is among most. In order, nearly so, or in none. */
export const items: fc.Arbitrary<readonly Item[]> = fc
  .record({
    calls: fc.uniqueArray(plain, { selector: ({ name }) => name, minLength: 1, maxLength: 12 }),
    ioctl: fc.option(ioctl, { freq: 3 }),
    order: fc.constantFrom('sorted', 'nearly', 'none'),
  })
  .map(({ calls, ioctl: one, order }) => {
    const all = one ? [...calls, one] : calls;
    if (order === 'none') return all;
    const [first, ...rest] = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return order === 'sorted' || !first
      ? all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      : [...rest, first];
  });
