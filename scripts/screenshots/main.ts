import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openEditor, type OpenOptions, type Session } from '../../test/e2e/driver';
import { launchBrowser } from '../editor/browser';
import { buildAll } from '../lib/build';
import { projectRoot } from '../lib/paths';
import { Processes } from '../lib/processes';
import { DIAGNOSE } from './diagnose';
import { HIGH_CONTRAST, type Picture, README } from './readme';
import { WALKTHROUGH } from './walkthrough';
import { toWebp } from './webp';

const QUIET = {
  'editor.minimap.enabled': false,
  'breadcrumbs.enabled': false,
  'terminal.integrated.fontSize': 12,
  'terminal.integrated.tabs.enabled': false,
  'terminal.integrated.gpuAcceleration': 'off',
};
/** The walkthrough shows its pictures at about half of the window. */
const SMALL = { width: 940, height: 660 };
const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };

/** `npm run screenshots [readme|diagnose|walkthrough]`: the pictures of README and docs into docs/images, those of the walkthrough into media. */
async function main([which]: readonly string[]): Promise<void> {
  const broken = await buildAll(new Processes());
  if (broken !== null) throw new Error(broken);
  if (which === undefined || which === 'readme') await readme();
  if (which === undefined || which === 'diagnose') await diagnose();
  if (which === undefined || which === 'walkthrough') await walkthrough();
}

const PAGES = {
  size: { width: 1280, height: 800 },
  screenshots: path.join(projectRoot, 'docs', 'images'),
};

async function readme(): Promise<void> {
  await take(README, PAGES, (session, name) => session.workbench.screenshot(name));
  await take(
    HIGH_CONTRAST,
    {
      ...PAGES,
      settings: { 'workbench.colorTheme': 'Default High Contrast' },
    },
    (session, name) => session.workbench.screenshot(name),
  );
}

async function diagnose(): Promise<void> {
  await take(DIAGNOSE, { ...PAGES, prepare: watchNothing }, (session, name) =>
    session.workbench.screenshot(name),
  );
}

async function watchNothing(folder: string): Promise<void> {
  await writeFile(path.join(folder, '.vscode/settings.json'), '{}');
}

async function walkthrough(): Promise<void> {
  const screenshots = path.join(projectRoot, 'media', 'walkthrough');
  const browser = await launchBrowser();
  try {
    const blank = await browser.newPage();
    for (const [kind, theme] of Object.entries(THEMES)) {
      const options = {
        size: SMALL,
        scale: 1.25,
        screenshots,
        settings: { 'workbench.colorTheme': theme, 'workbench.statusBar.visible': false },
        // Nothing is watched: the story begins with nothing.
        prepare: watchNothing,
      };
      await take(WALKTHROUGH, options, async (session, name) =>
        toWebp(blank, await session.workbench.screenshot(`${name}-${kind}`)),
      );
    }
  } finally {
    await browser.close();
  }
}

/** Shows each picture in one editor, and keeps it as `keep` does. */
async function take(
  pictures: readonly Picture[],
  options: Omit<OpenOptions, 'workspace'>,
  keep: (session: Session, name: string) => Promise<string>,
): Promise<void> {
  const session = await openEditor({
    workspace: 'examples/first-trap',
    scale: 1.5,
    ...options,
    settings: { ...QUIET, ...options.settings },
  });
  try {
    for (const { name, show } of pictures) {
      await show(session);
      console.log(await keep(session, name));
    }
  } catch (error) {
    console.error(`Seen at the failure: ${await session.workbench.screenshot('failed')}`);
    throw error;
  } finally {
    await session.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
