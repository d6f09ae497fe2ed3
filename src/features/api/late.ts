import type * as decode from './decode';

/** What answers `decode`, which gives its answer at once. */
export function decoded(): typeof decode {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is evaluated at the start
  return require('./decode') as typeof decode;
}
