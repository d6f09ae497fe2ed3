import type * as rowsOf from './rows';

/** How the rows look: loaded when they are seen. */
export function rows(): typeof rowsOf {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is evaluated at the start
  return require('./rows') as typeof rowsOf;
}
