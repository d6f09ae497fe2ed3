import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../lib/paths';

/** A file of translations: each text, or name in the manifest, to what it is in another language. */
export interface Bundle {
  /** Relative to the project. */
  readonly file: string;
  readonly language: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** What the sources' texts are in other languages, `l10n/bundle.l10n.LANGUAGE.json`. */
export function sourceBundles(): Bundle[] {
  return bundlesIn('l10n', /^bundle\.l10n\.(.+)\.json$/);
}

/** What the manifest's texts are, `package.nls.LANGUAGE.json`. */
export function manifestBundles(): Bundle[] {
  return bundlesIn('.', /^package\.nls\.(.+)\.json$/);
}

/** The manifest's texts themselves. */
export function manifestTexts(): Readonly<Record<string, string>> {
  return readTexts('package.nls.json');
}

/**
 * The texts of a bundle in the order of `wanted`: those that it lacks are empty, others are gone.
 */
export function renewed(bundle: Bundle, wanted: readonly string[]): Record<string, string> {
  return Object.fromEntries(wanted.map((text) => [text, bundle.texts[text] ?? '']));
}

/** The arguments that a text has a place for: `{0}`. */
export function argumentsOf(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

function bundlesIn(folder: string, name: RegExp): Bundle[] {
  if (!existsSync(path.join(projectRoot, folder))) return [];
  return readdirSync(path.join(projectRoot, folder)).flatMap((entry) => {
    const language = name.exec(entry)?.[1];
    const file = path.join(folder, entry);
    return language === undefined ? [] : [{ file, language, texts: readTexts(file) }];
  });
}

function readTexts(file: string): Record<string, string> {
  return JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as Record<string, string>;
}
