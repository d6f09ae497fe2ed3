import type { Arch } from '../abi/types';
import { sameEnds } from '../text/same-ends';
import { NO_CRATE, type Crate } from './crate';
import type { Policy } from './model';
import { movedPolicy, type Change } from './moved';
import { once } from './once';
import type { RustSyntax } from './parser';
import { isStillQuiet, type Quiet, type QuietFunction } from './quiet';
import { readInSteps, toEnd } from './read';

/** The sources that are typed in, with and without their crate. */
const KEPT = 4;

/** A source as it was read last. */
interface Kept {
  readonly policy: Policy;
  readonly arch: Arch;
  readonly crate: Crate;
  /** Worked out when it is first asked for: what it is worked out from is let go then. */
  readonly quiet: () => Quiet;
}

/**
 * Reads sources that are changed a little, time after time. Where the change lies in a function that has
 * no part in the policy, and has none after it, the policy is the same but for where it stands; all
 * others are read anew. `test/unit/policy/recent-readings.test.ts` holds both together.
 */
export class RecentReadings {
  /** The latest first. */
  #kept: readonly Kept[] = [];

  constructor(private readonly parser: RustSyntax) {}

  /** What `readPolicy` says of a source. */
  read(text: string, arch: Arch, crate: Crate = NO_CRATE): Policy {
    return toEnd(this.readInSteps(text, arch, crate));
  }

  /** The same in steps; a source that is taken over needs none. */
  *readInSteps(text: string, arch: Arch, crate: Crate = NO_CRATE): Generator<void, Policy> {
    const before = this.#kept.find((one) => isLike(one, text, arch, crate)) ?? null;
    if (before?.policy.text === text) return before.policy;
    const moved = before && this.#moved(before, text);
    if (moved) {
      this.#keep(moved, before);
      return moved.policy;
    }
    const { policy, quiet } = yield* readInSteps(this.parser, text, arch, crate);
    if (quiet) this.#keep({ policy, arch, crate, quiet: once(quiet) }, before);
    return policy;
  }

  #keep(kept: Kept, instead: Kept | null): void {
    this.#kept = [kept, ...this.#kept.filter((one) => one !== instead)].slice(0, KEPT);
  }

  /** null where the policy may be another. */
  #moved(before: Kept, text: string): Kept | null {
    const { policy } = before;
    const { start, behind } = sameEnds(policy.text, text);
    const end = policy.text.length - behind;
    const quiet = before.quiet();
    const fn = quiet.functions.find((one) => one.bodyStart < start && end < one.end);
    if (!fn) return null;
    const by = text.length - policy.text.length;
    const changed = { ...fn, end: fn.end + by };
    if (!isStillQuiet(changed, text, quiet, before.arch)) return null;
    // All else is sound: none is quiet otherwise.
    if (!this.parser.isSound(text.slice(changed.start, changed.end))) return null;
    const lines =
      linesIn(text, fn.bodyStart, changed.end) - linesIn(policy.text, fn.bodyStart, fn.end);
    const change: Change = { old: { start: fn.bodyStart, end: fn.end }, by, lines };
    const functions = quiet.functions.map((one) =>
      one === fn ? changed : one.start < fn.start ? one : movedFunction(one, by),
    );
    const after = { functions, telling: quiet.telling };
    return { ...before, policy: movedPolicy(policy, text, change), quiet: () => after };
  }
}

/** Whether a source may be a later version of one that was read. */
function isLike({ policy, ...before }: Kept, text: string, arch: Arch, crate: Crate): boolean {
  if (before.arch !== arch || !isSameCrate(before.crate, crate)) return false;
  const { start, behind } = sameEnds(policy.text, text);
  return start + behind > text.length / 2;
}

function isSameCrate(one: Crate, other: Crate): boolean {
  return (
    one === other ||
    (one.files.length === other.files.length &&
      one.modules.join() === other.modules.join() &&
      one.files.every((file, at) => {
        const same = other.files[at];
        return (
          file.path === same?.path &&
          file.text === same.text &&
          file.modules.join() === same.modules.join()
        );
      }))
  );
}

function movedFunction({ name, start, bodyStart, end }: QuietFunction, by: number): QuietFunction {
  return { name, start: start + by, bodyStart: bodyStart + by, end: end + by };
}

function linesIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
}
