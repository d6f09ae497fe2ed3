import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Session } from '../../test/e2e/driver';
import { STATES } from '../../test/e2e/states';

const LOG = 'kernel.log';
const SOURCE = 'filter.rs';

/** A picture's name and what is done before it is taken. */
export interface Picture {
  readonly name: string;
  readonly show: (session: Session) => Promise<void>;
}

/** The README's pictures, each from where the one before it has ended. */
export const README: readonly Picture[] = [
  {
    name: 'first-trap',
    show: async (session) => {
      const { workbench } = session;
      await workbench.openContainer('Seccomp Lens');
      await workbench.treeRows('Traps').first().waitFor();
      await showList(session);
      await workbench.editor(SOURCE).locator('.squiggly-warning').first().waitFor();
      await foldAllowlist(session);
      await STATES['one-request'](session);
    },
  },
  {
    name: 'quick-fix',
    show: async (session) => {
      await showList(session);
      await session.workbench.quickFixes();
    },
  },
  {
    name: 'hover',
    show: async ({ workbench, folder, page }) => {
      await page.keyboard.press('Escape');
      await workbench.openFile(LOG);
      await workbench.goTo(...(await placeOf(folder, `logs/${LOG}`, '230 ')));
      await workbench.hover();
    },
  },
];

/** The decoder in the theme of most contrast, with a record of which every field is known. */
export const HIGH_CONTRAST: readonly Picture[] = [
  {
    name: 'high-contrast',
    show: async (session) => {
      const { workbench } = session;
      await workbench.openContainer('Seccomp Lens');
      await showList(session);
      await workbench.editor(SOURCE).locator('.squiggly-warning').first().waitFor();
      await foldAllowlist(session);
      await STATES['a-call'](session);
    },
  },
];

/** Opens the source with the cursor on the name of its list. */
export async function showList({ workbench, folder }: Session): Promise<void> {
  await workbench.openFile(SOURCE);
  await workbench.goTo(...(await placeOf(folder, `src/${SOURCE}`, 'worker_rules()')));
}

/** Folds the view once it has the cursor's row: to show that row, it would unfold again. */
async function foldAllowlist({ workbench }: Session): Promise<void> {
  const row = workbench.treeRows('Allowlist').and(workbench.page.locator('.selected'));
  await row.filter({ hasText: 'worker_rules' }).waitFor();
  await workbench.foldView('Allowlist');
}

/** 1-based line and column of the first `text` in a file of the folder. */
async function placeOf(folder: string, file: string, text: string): Promise<[number, number]> {
  const [before = ''] = (await readFile(path.join(folder, file), 'utf8')).split(text, 1);
  const lines = before.split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}
