import type * as decode from './decode';

/** What answers `decode`, which gives its answer at once. */
export function decoded(): typeof decode {
  return require('./decode') as typeof decode;
}
