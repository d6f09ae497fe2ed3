import type * as copy from './copy';
import type * as evidences from './evidence';
import type * as fix from './fix';
import type * as fixAll from './fix-all';
import type * as ignore from './ignore';
import type * as rowsOf from './rows';

/** What is behind the view's commands, and how its rows look: loaded with the first of them. */
export function copying(): typeof copy {
  return require('./copy') as typeof copy;
}

export function evidence(): typeof evidences {
  return require('./evidence') as typeof evidences;
}

export function fixing(): typeof fix {
  return require('./fix') as typeof fix;
}

export function fixingAll(): typeof fixAll {
  return require('./fix-all') as typeof fixAll;
}

export function ignoring(): typeof ignore {
  return require('./ignore') as typeof ignore;
}

export function rows(): typeof rowsOf {
  return require('./rows') as typeof rowsOf;
}
