'use strict';

/** What esbuild writes at the top of a library that keeps its functions' names. */
const NAMING =
  'var __name = (target, value) => __defProp(target, "name", { value, configurable: true });';

/**
 * A webpack loader for such a library: its functions are named no more. Each naming looks like a use,
 * and would keep a function that nobody calls.
 * @param {string} source
 */
module.exports = (source) => {
  if (!source.includes(NAMING)) throw new Error('The library names its functions in another way.');
  return source.replace(NAMING, '/* @__NO_SIDE_EFFECTS__ */ var __name = (target) => target;');
};
