import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../lib/paths';
import { manifestBundles, manifestTexts, renewed, sourceBundles } from './bundles';
import { messagesOfSource } from './messages';

/**
 * `npm run l10n`: brings the bundles of all languages up to the texts of the sources and of the
 * manifest. A text that is new stands there empty, for somebody to translate.
 */
function main(): void {
  const inSources = messagesOfSource().map(({ text }) => text);
  const inManifest = Object.keys(manifestTexts());
  for (const [bundle, wanted] of [
    ...sourceBundles().map((each) => [each, inSources] as const),
    ...manifestBundles().map((each) => [each, inManifest] as const),
  ]) {
    const texts = renewed(bundle, wanted);
    writeFileSync(path.join(projectRoot, bundle.file), `${JSON.stringify(texts, null, 2)}\n`);
    const empty = Object.values(texts).filter((text) => text === '').length;
    console.log(`${bundle.file}: ${wanted.length} texts, ${empty} to be translated`);
  }
}

main();
