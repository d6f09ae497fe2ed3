import type * as itemsOf from './items';
import type * as nodesOf from './make-nodes';
import type * as filterOf from './name-filter';
import type * as rows from './row-at';

/** What the rows are made of and found by: loaded when the first is asked for, and given at once. */
export function items(): typeof itemsOf {
  return require('./items') as typeof itemsOf;
}

export function makeNodes(): typeof nodesOf {
  return require('./make-nodes') as typeof nodesOf;
}

export function nameFilter(): typeof filterOf {
  return require('./name-filter') as typeof filterOf;
}

export function rowsAt(): typeof rows {
  return require('./row-at') as typeof rows;
}
