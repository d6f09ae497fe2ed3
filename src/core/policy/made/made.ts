/** How a function of the file that makes an entry takes what it needs, by the places of its arguments. */
export interface Made {
  /** The call; null where the function names it itself. */
  readonly key: number | null;
  /** Which argument of the call is compared; null where the function says it. */
  readonly arg: number | null;
  /** What it is compared with, one or a bracket of several; null where the function compares nothing. */
  readonly value: number | null;
  readonly several: boolean;
  /** Whether it adds to what is there for the call instead of taking its place. */
  readonly adds: boolean;
}
