import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const ROOT = resolve(__dirname, '../../..');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SUPPORT.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const prose = (text: string): string => text.replaceAll(/^```[^]*?^```$/gm, '');

/** As GitHub makes anchors: lower case, marks gone, a hyphen for each blank. */
function anchors(page: string): ReadonlySet<string> {
  const headings = prose(read(page)).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

for (const page of PAGES) {
  test(`the links of ${page} lead somewhere`, () => {
    for (const [, link = ''] of prose(read(page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      assert.ok(existsSync(join(ROOT, target)), `${link}: there is no ${target}`);
      if (anchor === undefined) continue;
      assert.ok(anchors(target).has(anchor), `${link}: ${target} has no such heading`);
    }
  });
}

test('the folders and files that CONTRIBUTING names are there', () => {
  const named = read('CONTRIBUTING.md').matchAll(
    /`((?:src|test|scripts|l10n|\.github)\/[\w./-]+)`/g,
  );
  const paths = Array.from(named, ([, path = '']) => path);
  assert.ok(paths.length > 30);
  // `LANGUAGE` stands for one that is added.
  const there = (path: string): boolean => existsSync(join(ROOT, path.replace('LANGUAGE', 'de')));
  const missing = paths.filter((path) => !there(path));
  assert.deepEqual(missing, []);
});

test('the sources that any page names are there', () => {
  const files = ['src', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `/${folder}/${path}`,
    ),
  );
  const named = PAGES.flatMap((page) => [...read(page).matchAll(/`([\w./-]+\.ts)`/g)]);
  assert.ok(named.length > 100);
  const missing = named
    .map(([, path = '']) => path)
    .filter((path) => !files.some((file) => file.endsWith(`/${path}`)));
  assert.deepEqual(missing, []);
});

test('CONTRIBUTING has a row for each folder of core', () => {
  const map = read('CONTRIBUTING.md');
  const folders = readdirSync(join(ROOT, 'src/core'), { withFileTypes: true });
  const missing = folders
    .filter((it) => it.isDirectory() && !map.includes(`\`src/core/${it.name}\``))
    .map(({ name }) => name);
  assert.deepEqual(missing, []);
});
