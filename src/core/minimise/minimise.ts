/** What came of one thing that may be needed. */
interface Proof<T> {
  readonly item: T;
  readonly needed: boolean;
  /** The run, from 1, that showed it: one that failed without it, or passed without it. */
  readonly provenBy: number;
}

export interface Minimal<T> {
  /** As few as it goes: without any one of them it fails. In the order given. */
  readonly needed: readonly T[];
  readonly proofs: readonly Proof<T>[];
  /** How often `passes` was asked. */
  readonly runs: number;
  /** How often it would have been, taking them away one by one. */
  readonly oneByOne: number;
}

/**
 * Takes away what is not needed, by delta debugging's reduction to complements (Zeller, Hildebrandt:
 * Simplifying and Isolating Failure-Inducing Input, 2002): all at once, then by halves, and in smaller
 * and smaller parts. A part of what has failed is known to fail and is not run again: a filter that
 * lets less through refuses at least as much.
 * @param passes whether it works with these alone; its errors are passed on
 * @returns null where it does not even work with all of them
 */
export async function minimise<T>(
  all: readonly T[],
  passes: (kept: readonly T[]) => Promise<boolean>,
): Promise<Minimal<T> | null> {
  const search = new Search(all, passes);
  const needed = await search.run();
  return needed && search.result(needed);
}

interface Failure {
  readonly kept: ReadonlySet<number>;
  readonly run: number;
}

class Search<T> {
  /** How often `passes` was asked. */
  #runs = 0;
  readonly #failures: Failure[] = [];
  readonly #dropped = new Map<number, number>();

  constructor(
    private readonly all: readonly T[],
    private readonly passes: (kept: readonly T[]) => Promise<boolean>,
  ) {}

  /** The indexes that are needed. */
  async run(): Promise<readonly number[] | null> {
    let kept = this.all.map((_, index) => index);
    if (!(await this.#works(kept))) return null;
    for (let size = kept.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < kept.length;) {
        const part = kept.slice(at, at + size);
        const rest = kept.filter((index) => !part.includes(index));
        if (await this.#works(rest)) {
          for (const index of part) this.#dropped.set(index, this.#runs);
          kept = rest;
        } else at += size;
      }
    }
    return kept;
  }

  result(needed: readonly number[]): Minimal<T> {
    const proofs = this.all.map((item, index) => {
      const dropped = this.#dropped.get(index);
      if (dropped !== undefined) return { item, needed: false, provenBy: dropped };
      const others = needed.filter((other) => other !== index);
      return { item, needed: true, provenBy: this.#failureOf(others)?.run ?? 0 };
    });
    const items = this.all.filter((_, index) => needed.includes(index));
    // One with all, and one without each.
    return { needed: items, proofs, runs: this.#runs, oneByOne: 1 + this.all.length };
  }

  async #works(kept: readonly number[]): Promise<boolean> {
    if (this.#failureOf(kept)) return false;
    this.#runs += 1;
    const run = this.#runs;
    const works = await this.passes(this.all.filter((_, index) => kept.includes(index)));
    if (!works) this.#failures.push({ kept: new Set(kept), run });
    return works;
  }

  /** A run that failed with these and perhaps more. */
  #failureOf(kept: readonly number[]): Failure | undefined {
    return this.#failures.find((failure) => kept.every((index) => failure.kept.has(index)));
  }
}
