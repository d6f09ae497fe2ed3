import type * as words from './open-words';

/** What is said of a trap that no remedy answers. */
export function openWords(): typeof words {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is evaluated at the start
  return require('./open-words') as typeof words;
}
