import type { Parameters } from 'fast-check';

/**
 * How often a property is tried. One seed, so that each run of the tests is the same; another is tried
 * with `SECCOMP_LENS_SEED=N`, and more often with `SECCOMP_LENS_RUNS=10`. A failure prints both the seed and
 * the source that it was made small to.
 */
export function times(numRuns = 100): Parameters<unknown> {
  return {
    seed: Number(process.env['SECCOMP_LENS_SEED'] ?? 20261126),
    numRuns: numRuns * Number(process.env['SECCOMP_LENS_RUNS'] ?? 1),
    includeErrorInReport: true,
  };
}
