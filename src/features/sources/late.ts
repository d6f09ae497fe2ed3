import type * as rowsOf from './rows';

/** How the rows look: loaded when they are seen. */
export function rows(): typeof rowsOf {
  return require('./rows') as typeof rowsOf;
}
