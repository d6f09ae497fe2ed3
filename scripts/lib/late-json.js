'use strict';

/**
 * A webpack loader: the members of a large JSON object, which is parsed when the first of them is asked
 * for. webpack's own parses it whenever the module is loaded, 2 ms of each start for tables of 150 KB.
 */
module.exports = function lateJson(/** @type {string} */ text) {
  const data = JSON.parse(text);
  const getters = Object.keys(data).map((key) => {
    const name = JSON.stringify(key);
    return `get ${name}() { return all()[${name}]; }`;
  });
  const literal = JSON.stringify(JSON.stringify(data));
  return `let data;
const all = () => (data ??= JSON.parse(${literal}));
export default { ${getters.join(', ')} };`;
};
