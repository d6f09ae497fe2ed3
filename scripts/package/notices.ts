import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot, scratchFolder } from '../lib/paths';

/** Where webpack.config.js writes down whose code each bundle holds. */
const LISTS = path.join(scratchFolder, 'bundled');

/** Licence texts of those whose package lacks the one of its repository. */
const LICENCES: Readonly<Record<string, string>> = {
  '@vscode/l10n': path.join(projectRoot, 'scripts/package/vscode-l10n.txt'),
};

/** The first line of a licence's text, and what stands for it where its terms let an address do so. */
const BY_ADDRESS: ReadonlyMap<string, string> = new Map([
  [
    // Its section 3(a)(2).
    'Attribution 4.0 International',
    'Creative Commons Attribution 4.0 International,\n' +
      'https://creativecommons.org/licenses/by/4.0/legalcode.\n' +
      'Copyright (c) Microsoft Corporation. Only the icons that are shown are left of the font.',
  ],
]);

/** The npm packages whose code or files are in the bundles, sorted. */
export async function bundledPackages(): Promise<string[]> {
  const lists = await Promise.all(
    (await readdir(LISTS)).map(
      async (file) => JSON.parse(await readFile(path.join(LISTS, file), 'utf8')) as string[],
    ),
  );
  return [...new Set(lists.flat())].sort();
}

/**
 * The licences of bundled packages, as one text.
 * @throws Error naming a package that brings no licence text: it could not be shipped
 */
export async function notices(packages: readonly string[]): Promise<string> {
  const parts = await Promise.all(packages.map(notice));
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return ['Seccomp Lens contains parts of these packages.\n', ...parts].join(rule);
}

async function notice(name: string): Promise<string> {
  const folder = path.join(projectRoot, 'node_modules', name);
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license?: string;
  };
  const own = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  const files = [...own.map((file) => path.join(folder, file)), LICENCES[name] ?? []].flat();
  if (files.length === 0) throw new Error(`${name} brings no licence text.`);
  const texts = await Promise.all(files.map(licenceIn));
  const title = `${name} ${manifest.version} (${manifest.license ?? 'see below'})`;
  return `${[title, ...texts].join('\n\n')}\n`;
}

async function licenceIn(file: string): Promise<string> {
  const text = (await readFile(file, 'utf8')).trim();
  const [first = ''] = text.split('\n');
  return BY_ADDRESS.get(first.trim()) ?? text;
}
