/** One thing that did not pass. */
export interface Failure {
  readonly title: string;
  /** What a person needs to see: the error, the end of the output, the way to mend it. */
  readonly details: string;
  /** What names it to its suite, where it is a test that can be run once more. */
  readonly again?: string;
}

/** What a suite came to. */
export interface Outcome {
  readonly passed: number;
  readonly failed: readonly Failure[];
  /** Tests that were left out by `--without`, which the person who runs them chose. */
  readonly left: readonly string[];
  /** Tests that passed only when they were run once more, as they failed at first. */
  readonly unsteady: readonly Failure[];
}

/** Nothing ran. */
export const nothing: Outcome = { passed: 0, failed: [], left: [], unsteady: [] };

/** How the reason of a skipped test begins where `SECCOMP_LENS_WITHOUT` asked for it. */
export const EXCLUDED = 'excluded by choice';

/** An outcome of one failure. */
export function failure(title: string, details: string): Outcome {
  return { ...nothing, failed: [{ title, details }] };
}

/**
 * A suite that ran no test shows nothing, so it has failed: a renamed folder or a pattern that
 * matches nothing must not look like success.
 */
export function neverEmpty(suite: string, outcome: Outcome): Outcome {
  if (outcome.passed + outcome.failed.length + outcome.left.length > 0) return outcome;
  return failure(suite, 'The suite ran no test.');
}

/** A test that was skipped has checked nothing and counts as failed. */
export function skippedFailure(title: string): Failure {
  return { title, details: 'The test was skipped, so it has checked nothing.' };
}
