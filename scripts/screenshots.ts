import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openEditor, type Session } from '../test/e2e/driver';
import { buildAll } from './lib/build';
import { projectRoot } from './lib/paths';
import { Processes } from './lib/processes';

const LOG = 'kernel.log';
const SOURCE = 'filter.rs';

/** The README's pictures, by file name: what is done before each is taken. */
const PICTURES: readonly (readonly [name: string, show: (session: Session) => Promise<void>])[] = [
  [
    'first-trap',
    async ({ workbench, folder }) => {
      await workbench.openContainer('Seccomp Lens');
      await workbench.treeRows('Traps').first().waitFor();
      await workbench.openFile(SOURCE);
      await workbench.goTo(...(await placeOf(folder, `src/${SOURCE}`, 'worker_rules()')));
      await workbench.editor(SOURCE).locator('.squiggly-warning').first().waitFor();
      await (await workbench.problems()).first().waitFor();
      await workbench.treeRows('Traps').first().click();
      await workbench.webview('button');
    },
  ],
  [
    'quick-fix',
    async ({ workbench, folder, page }) => {
      await page.keyboard.press('Control+j');
      await workbench.openFile(SOURCE);
      await workbench.goTo(...(await placeOf(folder, `src/${SOURCE}`, 'worker_rules()')));
      await workbench.quickFixes();
    },
  ],
  [
    'hover',
    async ({ workbench, folder, page }) => {
      await page.keyboard.press('Escape');
      await workbench.openFile(LOG);
      await workbench.goTo(...(await placeOf(folder, `logs/${LOG}`, '230 ')));
      await workbench.hover();
    },
  ],
];

/** 1-based line and column of the first `text` in a file of the folder. */
async function placeOf(folder: string, file: string, text: string): Promise<[number, number]> {
  const [before = ''] = (await readFile(path.join(folder, file), 'utf8')).split(text, 1);
  const lines = before.split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}

/** `npm run screenshots`: takes the README's pictures anew, into docs/images. */
async function main(): Promise<void> {
  const broken = await buildAll(new Processes());
  if (broken !== null) throw new Error(broken);
  const session = await openEditor({
    workspace: 'examples/first-trap',
    settings: { 'editor.minimap.enabled': false, 'editor.wordWrap': 'on' },
    size: { width: 1280, height: 800 },
    scale: 1.5,
    screenshots: path.join(projectRoot, 'docs', 'images'),
  });
  try {
    for (const [name, show] of PICTURES) {
      await show(session);
      console.log(await session.workbench.screenshot(name));
    }
  } finally {
    await session.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
