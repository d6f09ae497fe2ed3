import { sizeWithout } from './zip';

/** Bytes. The wasm of the two parsers is more than a quarter of it. */
const LIMIT = 600_000;
const LIMIT_WITH_PICTURES = 1_500_000;

/**
 * How many bytes a package may still grow: without the walkthrough's pictures, which are most of it, or
 * with them where that is less. Negative where it is too large.
 */
export function roomIn(vsix: Buffer): number {
  return Math.min(LIMIT - sizeWithout(vsix, /\.webp$/), LIMIT_WITH_PICTURES - vsix.length);
}
