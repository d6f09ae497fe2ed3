import type * as joiner from './joiner';
import type * as words from './words';

/** What makes traps of records, and words of traps: loaded with the first of each, and given at once. */
export function joining(): typeof joiner {
  return require('./joiner') as typeof joiner;
}

export function wording(): typeof words {
  return require('./words') as typeof words;
}
