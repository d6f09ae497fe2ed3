'use strict';
const path = require('node:path');

const src = path.resolve(__dirname, '../../src');

/**
 * A webpack loader: what a module gives by `require` stands in a chunk for its folder, which is loaded and
 * compiled when it is first asked for, and at once, as Node's chunks are. webpack's own `require` would put
 * it beside whoever asks, and its `import()` gives it a turn later.
 * @this {import('webpack').LoaderContext<object>}
 */
module.exports = function lateModule(/** @type {string} */ text) {
  const folder = path.relative(src, path.dirname(this.resourcePath)).replaceAll(path.sep, '-');
  let count = 0;
  const late = text.replace(/\brequire\(("[^"]+")\)/g, (_all, name) => {
    const load = `import(/* webpackChunkName: "${folder}" */ ${name})`;
    return `(late${count++} ??= (${load}, __webpack_require__(require.resolveWeak(${name}))))`;
  });
  return `let ${Array.from({ length: count }, (_, nth) => `late${nth}`).join(', ')};\n${late}`;
};
