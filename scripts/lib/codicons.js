'use strict';
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const subsetFont = require('subset-font').default ?? require('subset-font');

const RULE = /^\.codicon-([\w-]+):before \{ content: "\\([0-9a-f]+)" \}$/gm;

/** Whether a codicon may be used: where its name stands in quotes in one of these folders. */
function usedIn(folders) {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8')),
  );
  const quoted = new Set(sources.flatMap((text) => text.match(/(?<=['"`])[\w-]+(?=['"`])/g) ?? []));
  return (name) => quoted.has(name);
}

/** The stylesheet without the rules of icons that nobody names. */
function cutStyle(css, folders) {
  const used = usedIn(folders);
  return css.replace(RULE, (rule, name) => (used(name) ? rule : '')).replace(/\n{2,}/g, '\n');
}

/** The font with the glyphs that the cut stylesheet has rules for. */
async function cutFont(font, css, folders) {
  const used = usedIn(folders);
  const glyphs = [...css.matchAll(RULE)]
    .filter(([, name]) => used(name))
    .map(([, , code]) => String.fromCodePoint(parseInt(code, 16)));
  return subsetFont(font, glyphs.join(''), { targetFormat: 'truetype' });
}

module.exports = { cutStyle, cutFont };
