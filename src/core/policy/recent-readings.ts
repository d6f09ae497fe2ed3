import type { Arch } from '../abi/types';
import { sameEnds } from '../text/same-ends';
import { NO_CRATE, type Crate } from './crate';
import { loneIn } from './lone';
import type { Policy } from './model';
import { once } from './once';
import type { RustSyntax } from './parser';
import { quietIn, type Known } from './quiet';
import { readInSteps, toEnd } from './read';
import { alone, quietly, type Edit, type Kept, type Learnt } from './typed';

/** The sources that are typed in, with and without their crate. */
const KEPT = 4;

/**
 * Reads sources that are changed a little, time after time. Where the change lies in a function that has
 * no part in the policy, and has none after it, the policy is the same but for where it stands; where it
 * lies in one that nothing else hangs together with, that one is read by itself; all others are read
 * anew. `test/unit/policy/recent-readings.test.ts` holds them together.
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
    const { before, edit } = this.#earlier(text, arch, crate) ?? { before: null, edit: null };
    if (before?.policy.text === text) return before.policy;
    const typed = edit && (quietly(before, edit, this.parser) ?? alone(before, edit, this.parser));
    if (typed) {
      this.#keep(typed, before);
      return typed.policy;
    }
    const { policy, known } = yield* readInSteps(this.parser, text, arch, crate);
    if (known) this.#keep({ policy, arch, crate, learnt: once(() => learntOf(known)) }, before);
    return policy;
  }

  /** Works out what the next change of a source is read by, so that its first letter need not wait. */
  prepare(policy: Policy): void {
    this.#kept.find((one) => one.policy === policy)?.learnt();
  }

  /** The version of a source that is most like a text, as far as one is, and how that became it. */
  #earlier(text: string, arch: Arch, crate: Crate): { before: Kept; edit: Edit } | null {
    for (const before of this.#kept) {
      if (before.arch !== arch || !isSameCrate(before.crate, crate)) continue;
      const { length } = before.policy.text;
      const { start, behind } = sameEnds(before.policy.text, text);
      if (start + behind <= text.length / 2) continue;
      return {
        before,
        edit: { text, old: { start, end: length - behind }, by: text.length - length },
      };
    }
    return null;
  }

  #keep(kept: Kept, instead: Kept | null): void {
    this.#kept = [kept, ...this.#kept.filter((one) => one !== instead)].slice(0, KEPT);
  }
}

function learntOf(known: Known): Learnt {
  return { quiet: quietIn(known), lone: loneIn(known), around: null };
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
