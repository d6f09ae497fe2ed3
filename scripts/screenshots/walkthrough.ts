import type { Page } from 'playwright-core';
import type { Session } from '../../test/e2e/driver';
import { type Picture, showList } from './readme';

type Point = readonly [x: number, y: number];

/** The steps of the walkthrough, by their ids in the manifest, each from where the last has ended. */
export const WALKTHROUGH: readonly Picture[] = [
  {
    name: 'filter',
    show: async (session) => {
      const { workbench, page } = session;
      await workbench.openContainer('Seccomp Lens');
      await widen(page);
      await showList(session);
      await workbench.treeRows('Allowlist').filter({ hasText: 'worker_rules' }).first().waitFor();
      await workbench.foldView('Decoder');
    },
  },
  {
    name: 'watch',
    show: async (session) => {
      const { workbench, page } = session;
      await openTerminal(session);
      // What the program printed; to run it, a compiler would be needed.
      await page.keyboard.type('cat logs/program.log');
      await page.keyboard.press('Enter');
      await workbench.treeRows('Traps').first().waitFor();
    },
  },
  {
    name: 'trap',
    show: async ({ workbench, page }) => {
      await page.keyboard.press('Control+j');
      await workbench.foldView('Allowlist');
      await page.locator('.pane-header[aria-label^="Decoder"]').click();
      await makeRoom(page);
      await workbench.treeRows('Traps').filter({ hasText: 'KVM_CHECK_EXTENSION' }).first().click();
      await workbench.webview('h1:has-text("KVM_CHECK_EXTENSION")');
    },
  },
  {
    name: 'fix',
    show: async (session) => {
      await showList(session);
      await session.workbench.quickFixes();
    },
  },
  {
    name: 'prove',
    show: async ({ workbench, page }) => {
      await page.keyboard.press('Escape');
      const panel = await workbench.webview('article vscode-button');
      await panel.locator('article vscode-button').first().click();
      await panel.locator('.allowed').waitFor();
    },
  },
  {
    name: 'commandLine',
    show: async ({ workbench, page }) => {
      await page.keyboard.press('Control+b');
      await workbench.runCommand('Seccomp Lens: Open Command Line');
      const rows = page.locator('.terminal-wrapper.active .xterm-rows');
      await rows.filter({ hasText: 'minimise' }).waitFor();
      await page.locator('.terminal-wrapper.active textarea').first().focus();
      await page.keyboard.type("PS1='$ '; clear; seccomp-lens decode logs/kernel.log\n");
      await rows.filter({ hasText: 'THREAD' }).waitFor();
    },
  },
];

/** Draws the sidebar's border to the right: the decoder writes sentences. */
async function widen(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box) await drag(page, [box.x + box.width, box.y + 300], [90, 0]);
}

/** Draws the decoder's border upwards, over what the Traps view does not need. */
async function makeRoom(page: Page): Promise<void> {
  const sashes = page.locator(
    '.part.sidebar .monaco-pane-view .monaco-sash.horizontal:not(.disabled)',
  );
  const box = await sashes.first().boundingBox();
  if (box) await drag(page, [box.x + box.width / 2, box.y + box.height / 2], [0, -170]);
}

async function drag(page: Page, [x, y]: Point, [right, down]: Point): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + right, y + down, { steps: 5 });
  await page.mouse.up();
}

/** A terminal whose prompt tells nothing of this machine. */
async function openTerminal({ workbench, page }: Session): Promise<void> {
  await workbench.typeInTerminal("export PROMPT_COMMAND='' PS1='$ '; clear");
  const rows = page.locator('.terminal-wrapper.active .xterm-rows');
  await rows.filter({ hasText: /^\s*\$\s*$/ }).waitFor();
}
