import type * as words from './open-words';

/** What is said of a trap that no remedy answers. */
export function openWords(): typeof words {
  return require('./open-words') as typeof words;
}
