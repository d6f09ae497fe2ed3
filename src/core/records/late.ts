import type * as decode from './decode';

/**
 * The decoders, which are compiled when the first text is decoded: a window in which nothing was printed
 * yet does without. Unlike `import()` it gives them at once, so that nobody has to keep bytes meanwhile.
 */
export function decoding(): typeof decode {
  return require('./decode') as typeof decode;
}
