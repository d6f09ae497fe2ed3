import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { again, becomes } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';
import { changeSettings } from './settings';

const SOURCE = 'filter.rs';
const THEMES = [
  ['light', 'Default Light Modern', 'vs'],
  ['high-contrast', 'Default High Contrast', 'hc-black'],
  ['dark', 'Default Dark Modern', 'vs-dark'],
] as const;

/** Keeps in the page whatever the Allowlist view says in the place of rows, if only for a moment. */
const NOTE_WELCOMES = `
  window.welcomes = new Set();
  new MutationObserver(() => {
    for (const it of document.querySelectorAll('.pane .welcome-view-content')) {
      if (it.innerText.includes('allowlist was found')) window.welcomes.add(it.innerText);
    }
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
`;

describe('a person works in the Allowlist view', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1400, height: 1000 },
      prepare: (folder) =>
        changeSettings(folder, {
          'seccompLens.logFiles': ['logs/kernel.log'],
          'seccompLens.numberHints': true,
        }),
    });
    const { workbench, page } = session;
    await page.evaluate(NOTE_WELCOMES);
    await workbench.openContainer('Seccomp Lens');
    for (const view of ['Traps', 'Decoder', 'Sources']) await workbench.foldView(view);
    await rows().filter({ hasText: 'worker_rules' }).first().waitFor();
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const rows = () => session.workbench.treeRows('Allowlist');
  const row = (text: string | RegExp) => rows().filter({ hasText: text }).first();
  const lines = () => session.workbench.editor(SOURCE).locator('.view-line');
  const titleButton = (name: string) =>
    session.page.locator(
      `.pane:has(.pane-header[aria-label^="Allowlist"]) [aria-label^="${name}"]`,
    );
  /** Clicks on a button that a row shows under the mouse; rows that are drawn anew forget the mouse. */
  const clickIn = async (text: string, button: string) => {
    await again(async (timeout) => {
      await session.page.mouse.move(0, 0);
      await row(text).hover({ timeout });
      await row(text).locator(`[aria-label^="${button}"]`).click({ timeout });
    });
  };
  /** Takes a row of the quick pick that is open. */
  const take = async (typed: string, offered: string | RegExp) => {
    const widget = session.page.locator('.quick-input-widget:visible');
    const taken = widget.locator('.monaco-list-row', { hasText: offered }).first();
    await widget.locator('input').first().fill(typed);
    await taken.click();
    await taken.waitFor({ state: 'hidden' });
  };

  test('while it is searched for an allowlist, nothing says that there is none', async () => {
    assert.deepEqual(await session.page.evaluate('[...window.welcomes]'), []);
  });

  test('the row of the cursor is selected, and the keyboard stays in the editor', async () => {
    const { workbench, page } = session;
    await workbench.openFile(SOURCE);
    const text = await readFile(path.join(session.folder, 'src', SOURCE), 'utf8');
    const line = text.slice(0, text.indexOf('SYS_mmap')).split('\n').length;
    await workbench.goTo(line, 20);
    await page.locator('.monaco-list-row.selected[role="treeitem"]', { hasText: 'mmap' }).waitFor();
    await workbench.editor(SOURCE).locator(':focus').waitFor({ state: 'attached' });
  });

  test('above the list its entries, its action and what is open; numbers behind the names', async () => {
    const { workbench, page } = session;
    const lens = page.locator('.codelens-decoration', { hasText: /entries · else/ });
    await becomes(
      'entries, action and open traps above the list',
      () => lens.innerText(),
      (text) => /\d+ entries · else \w+[\s|]+\d open trap/.test(text),
    );
    for (const [name, theme, kind] of THEMES) {
      await changeSettings(session.folder, { 'workbench.colorTheme': theme });
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await workbench.screenshot(`allowlist-view-${name}`);
    }
  });

  test('filtered by a name, and all of them again', async () => {
    const { page, workbench } = session;
    const all = await rows().count();
    await again(async (timeout) => {
      await page.locator('.pane-header[aria-label^="Allowlist"]').hover({ timeout });
      await titleButton('Filter Allowlist').click({ timeout });
      const box = page.locator('.quick-input-widget:visible input').first();
      await box.fill('mmap', { timeout });
    });
    await row('mmap').waitFor();
    await row(/^exit/).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    assert.ok((await rows().count()) < all);
    await page.getByText('Filtered by “mmap”').waitFor();
    await workbench.screenshot('allowlist-view-filtered');
    await page.locator('.pane-header[aria-label^="Allowlist"]').hover();
    await titleButton('Clear Allowlist Filter').click();
    await row('exit').waitFor();
  });

  test('a call is added by its number, and is taken away again by a click', async () => {
    const { page, workbench } = session;
    await clickIn('worker_rules', 'Add Call to Allowlist');
    const widget = page.locator('.quick-input-widget:visible');
    await widget.locator('input').first().fill('getpid');
    await widget.locator('.monaco-list-row').first().waitFor();
    await workbench.screenshot('allowlist-view-add');
    await take('getpid', /getpid/);
    // With its number behind it, once the editor has drawn that.
    const line = lines().filter({ hasText: /SYS_getpid\s*\d*,/ });
    await line.waitFor();
    await row('getpid').waitFor();
    await row('getpid').hover();
    await workbench.screenshot('allowlist-view-added');
    await clickIn('getpid', 'Remove from Allowlist');
    await line.waitFor({ state: 'detached' });
  });

  test('a request of ioctl is added by its name', async () => {
    await clickIn('worker_rules', 'Add Call to Allowlist');
    await take('ioctl', /^ioctl\s*16/);
    await take('KVM_CREATE_VM', 'KVM_CREATE_VM');
    await lines().filter({ hasText: 'KVM_CREATE_VM' }).first().waitFor();
    // The cursor is on the new rule, and the view follows.
    await session.page
      .locator('.monaco-list-row.selected[role="treeitem"]', { hasText: 'KVM_CREATE_VM' })
      .waitFor();
    await session.workbench.screenshot('allowlist-view-request');
  });
});
