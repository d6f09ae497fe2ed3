import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { projectRoot } from '../../scripts/lib/paths';
import { again } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};

describe('the first minute', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1640, height: 900 },
      // Nothing is watched, as where a person has just installed it.
      prepare: (folder) => settle(folder, {}),
    });
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const step = (id: string) =>
    session.page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
  const ticked = (id: string) =>
    session.page.locator(`[data-done-step-id$="#${id}"][aria-checked="true"]`);
  /** Opens a step of the walkthrough, and presses its button. */
  const press = async (id: string, button: string) => {
    await again(async (timeout) => {
      await session.workbench.runCommand('Seccomp Lens: Get Started');
      const look = await step(id).getAttribute('class', { timeout });
      if (!(look ?? '').includes('expanded')) await step(id).click({ timeout });
      await session.workbench.screenshot(`walkthrough-${id}`);
      await step(id).getByRole('button', { name: button }).click({ timeout });
    });
  };
  const back = async (id: string) => {
    await session.workbench.runCommand('Seccomp Lens: Get Started');
    await ticked(id).waitFor();
  };

  test('each step has its picture', async () => {
    const { page, workbench } = session;
    const manifest = await readFile(path.join(projectRoot, 'package.nls.json'), 'utf8');
    const texts = JSON.parse(manifest) as Readonly<Record<string, string>>;
    await workbench.runCommand('Seccomp Lens: Get Started');
    await step('filter').waitFor();
    for (const id of ['watch', 'trap', 'fix', 'prove', 'commandLine', 'filter']) {
      await step(id).click();
      const alt = String(texts[`walkthrough.${id}.alt`]);
      const picture = page.getByAltText(alt).filter({ visible: true });
      await picture.waitFor();
      const width = await picture.evaluate(naturalWidth);
      assert.ok(width > 600, `the picture of ${id} is ${width} wide`);
    }
  });

  test('each is done by its button, and ticked by what comes of it', async () => {
    const { page, workbench } = session;
    await press('filter', 'Show the Allowlist');
    await workbench.treeRows('Allowlist').filter({ hasText: 'worker_rules' }).first().waitFor();
    await back('filter');
    await press('watch', 'Open a Terminal');
    // VS Code gives no output of a command that is over within one read of the terminal.
    await workbench.typeAtPrompt('sleep 1; cat logs/program.log; sleep 60');
    await workbench.treeRows('Traps').nth(1).waitFor();
    await back('watch');
    await press('trap', 'Go to Next Trap');
    await workbench.webview('h1');
    await back('trap');
    const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
    // The terminal may take the focus late, and close the list.
    await again(async (timeout) => {
      await press('fix', 'Fix Trap');
      await rows.filter({ hasText: 'clock_nanosleep' }).first().click({ timeout });
      await rows.filter({ hasText: 'Allow clock_nanosleep' }).first().click({ timeout });
    });
    await workbench.editor('filter.rs').getByText('SYS_clock_nanosleep').first().waitFor();
    await back('fix');
    await press('commandLine', 'Open Command Line');
    await page
      .locator('.terminal-wrapper.active .xterm-rows')
      .filter({ hasText: 'minimise' })
      .waitFor();
    await back('commandLine');
    await workbench.screenshot('walkthrough-done');
  });
});

describe('where there is nothing yet, a view says what comes next', () => {
  let session: Session;
  const header = (view: string) =>
    session.page.locator(`.pane:has(.pane-header[aria-label^="${view}"])`);
  const welcome = (view: string): Locator => header(view).locator('.welcome-view-content');

  const SETTINGS = { 'seccompLens.sources': 'nowhere/**/*.rs' };
  for (const restricted of [false, true]) {
    describe(restricted ? 'untrusted' : 'trusted', () => {
      before(async () => {
        session = await openEditor({
          workspace: 'examples/first-trap',
          size: { width: 1280, height: 900 },
          restricted,
          prepare: async (folder) => {
            await settle(folder, SETTINGS);
            await rm(path.join(folder, 'src'), { recursive: true });
          },
        });
        await session.workbench.openContainer('Seccomp Lens');
      });
      after(() => session.close());
      afterEach((t) => picturedIfFailed(session, t));

      for (const [name, theme] of Object.entries(THEMES)) {
        test(`in ${theme}`, async () => {
          const kind = restricted ? 'untrusted' : 'empty';
          await settle(session.folder, { ...SETTINGS, 'workbench.colorTheme': theme });
          await session.page
            .locator(
              `.monaco-workbench.${name === 'high-contrast' ? 'hc-black' : name === 'light' ? 'vs' : 'vs-dark'}`,
            )
            .waitFor();
          const next = restricted ? 'Manage Workspace Trust' : 'Run It in a Terminal';
          await welcome('Traps').getByRole('button', { name: next }).waitFor();
          await welcome('Allowlist').getByRole('button', { name: 'Choose the Sources' }).waitFor();
          await session.workbench.screenshot(`welcome-${kind}-${name}`);
        });
      }

      if (restricted) return;
      test('without terminals, a log comes next; the button asks which', async () => {
        const { page } = session;
        await settle(session.folder, { ...SETTINGS, 'seccompLens.watchTerminals': false });
        await welcome('Traps').getByRole('button', { name: 'Watch Log File' }).click();
        await page.locator('.quick-input-widget:visible').first().waitFor();
        await session.workbench.screenshot('welcome-no-terminals');
        await page.keyboard.press('Escape');
      });

      test('the allowlist’s button opens the setting', async () => {
        const { page } = session;
        await welcome('Allowlist').getByRole('button', { name: 'Choose the Sources' }).click();
        await page.locator('.settings-editor').getByText('Glob of the Rust sources').waitFor();
        await session.workbench.screenshot('welcome-setting');
      });
    });
  }
});

function settle(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  return writeFile(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
}

/** In the page. @throws when the picture is not there, or is none */
async function naturalWidth(element: unknown): Promise<number> {
  const image = element as { decode(): Promise<void>; readonly naturalWidth: number };
  await image.decode();
  return image.naturalWidth;
}
