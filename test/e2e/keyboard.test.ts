import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { again, becomes } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';
import { HOSTILE } from './states';

/** Every action on traps, once, without a mouse. */
describe('by the keyboard alone', () => {
  let session: Session;

  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1280, height: 1000 },
    });
    await session.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await command('View: Show Seccomp Lens');
    await rows().first().waitFor();
    await appendFile(path.join(session.folder, 'logs/kernel.log'), HOSTILE);
    await row('getpid').waitFor();
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const rows = () => session.workbench.treeRows('Traps');
  const selected = () => rows().and(session.page.locator('.selected'));
  const row = (text: string) => rows().filter({ hasText: text }).first();
  const decoder = (title: string) => session.workbench.webview(`h1:has-text("${title}")`);
  const press = async (...keys: string[]) => {
    for (const key of keys) await session.page.keyboard.press(key);
  };
  const badge = (count: number) =>
    session.workbench
      .badge('Seccomp Lens')
      .filter({ hasText: String(count) })
      .waitFor();

  /** Runs a command by its title, typed into the palette. */
  async function command(title: string): Promise<void> {
    const { page } = session;
    const box = page.locator('.quick-input-widget:visible input').first();
    const row = page
      .locator('.quick-input-list .monaco-list-row', { hasText: title })
      .and(page.locator('.focused'))
      .first();
    await again(async (timeout) => {
      await press('F1');
      await box.and(page.locator(':focus')).waitFor({ timeout });
      await page.keyboard.type(title);
      await row.waitFor({ timeout });
      await press('Enter');
      // Not the box: what was taken may ask for more in the same one.
      await row.waitFor({ state: 'hidden', timeout });
    });
  }

  /**
   * Puts the keyboard on the rows, and on the one with this text: looks where the focus is after each
   * key, and begins anew where it is not as wanted, since rows come, go and move between two keys.
   */
  async function rowOf(text: string): Promise<void> {
    const { page } = session;
    const view = page.locator('.pane:has(.pane-header[aria-label^="Traps"]) .monaco-list');
    const focused = (where = '') =>
      rows()
        .and(page.locator(`.focused${where}`))
        .first();
    const wanted = focused().filter({ hasText: text });
    await again(async (timeout) => {
      await command('Seccomp Lens: Focus on Traps View');
      await view.and(page.locator(':focus')).waitFor({ timeout });
      await press('Home');
      // By the place in the view: rows that came later stand later in the page, wherever they show.
      await focused('[data-index="0"]').waitFor({ timeout });
      while (!(await wanted.isVisible())) {
        const at = String(await focused().getAttribute('data-index', { timeout }));
        await press('ArrowDown');
        await focused(`:not([data-index="${at}"])`).waitFor({ timeout });
      }
      await press('Enter');
      await row(text).and(selected()).waitFor({ timeout });
    });
  }

  /** What the quick pick that is open has under the keyboard. */
  const picked = (text: string) =>
    session.page
      .locator('.quick-input-list .monaco-list-row.focused', { hasText: text })
      .first()
      .waitFor();

  async function clipboard(wanted: RegExp): Promise<void> {
    const ask = async () => String(await session.page.evaluate('navigator.clipboard.readText()'));
    await becomes(`${String(wanted)} in the clipboard`, ask, (text) => wanted.test(text));
  }

  test('a row is shown, the next and the one before', async () => {
    await rowOf('ioctl(KVM_CHECK_EXTENSION)');
    await decoder('ioctl(KVM_CHECK_EXTENSION)');
    // Which one is next goes by which of the logs was read first.
    const at = Number(await selected().getAttribute('data-index'));
    const next = rows().and(session.page.locator(`[data-index="${(at + 1) % 5}"]`));
    await press('Control+F8');
    await next.and(selected()).waitFor();
    await decoder(await next.locator('.label-name').innerText());
    await press('Control+Shift+F8');
    await selected().filter({ hasText: 'ioctl(KVM_CHECK_EXTENSION)' }).waitFor();
    await decoder('ioctl(KVM_CHECK_EXTENSION)');
  });

  test('copied: by a key as text, by the palette as Markdown and JSON', async () => {
    await rowOf('ioctl(KVM_CHECK_EXTENSION)');
    await press('Control+c');
    await clipboard(
      /^A thread was refused ioctl\(KVM_CHECK_EXTENSION\).*\n {2}logs\/program\.log:/,
    );
    await command('Seccomp Lens: Copy Trap as Markdown');
    await clipboard(/```text/);
    await command('Seccomp Lens: Copy Trap as JSON');
    await clipboard(/^\{"kind":"trap"/);
  });

  test('a row that is ignored leaves the keyboard to the next one', async () => {
    await badge(5);
    await rowOf('getpid');
    const at = Number(await selected().getAttribute('data-index'));
    // Which one is next goes by which of the logs was read first; below the last one is none.
    const beside = rows().and(session.page.locator(`[data-index="${at < 4 ? at + 1 : at - 1}"]`));
    const next = String(await beside.first().getAttribute('aria-label'));
    await press('Delete');
    await badge(4);
    const focused = session.page.locator('.monaco-list:focus .monaco-list-row.focused');
    await becomes(
      'the keyboard on the next row',
      () => focused.first().getAttribute('aria-label'),
      (label) => label === next,
    );
    await command('Seccomp Lens: Manage Ignored Traps…');
    const listed = session.page.locator('.quick-input-list .monaco-list-row');
    await listed.filter({ hasText: 'getpid' }).first().waitFor();
    await press('ArrowDown');
    await picked('getpid');
    await press('Space', 'Enter');
    await badge(5);
  });

  test('ignored and counted no more; undone; ignored again and listed', async () => {
    await badge(5);
    await rowOf('getpid');
    await press('Delete');
    await badge(4);
    await row('Ignored').waitFor();
    // In the list, where it stays: a toast is gone after seconds.
    await command('Notifications: Show Notifications');
    const list = session.page.locator('.notifications-center');
    await list.locator(':focus').first().waitFor();
    const undo = list.locator('.monaco-button:focus', { hasText: 'Undo' });
    for (let more = 10; more > 0 && !(await undo.isVisible()); more--) await press('Tab');
    await undo.press('Enter');
    await badge(5);
    await rowOf('getpid');
    await press('Delete');
    await badge(4);
    await session.workbench.screenshot('traps-ignored');
    await command('Seccomp Lens: Manage Ignored Traps…');
    const listed = session.page.locator('.quick-input-list .monaco-list-row');
    await listed.filter({ hasText: 'getpid' }).first().waitFor();
    await press('ArrowDown');
    await picked('getpid');
    await press('Space', 'Enter');
    await badge(5);
  });

  test('grouped and sorted', async () => {
    const group = async (now: string, by: string) => {
      await command('Seccomp Lens: Group Traps By…');
      await picked(now);
      await press('ArrowDown');
      await picked(by);
      await press('Enter');
    };
    await group('Nothing', 'Call');
    await rows()
      .filter({ hasText: /^ioctl\s*2$/ })
      .first()
      .waitFor();
    await session.workbench.screenshot('traps-by-call');
    await command('Seccomp Lens: Sort Traps By…');
    await picked('Time of First Sight');
    await press('ArrowDown', 'ArrowDown');
    await picked('Call');
    await press('Enter');
    await rows().first().filter({ hasText: 'clock_nanosleep' }).waitFor();
    await group('Call', 'Nothing');
    await row('getpid').and(session.page.locator('[aria-level="1"]')).waitFor();
  });

  test('its evidence is opened', async () => {
    await rowOf('ioctl(KVM_CHECK_EXTENSION)');
    await command('Seccomp Lens: Open Evidence');
    await session.workbench.editor('program.log').waitFor();
  });

  test('every control of the panel is reached', async () => {
    await rowOf('ioctl(KVM_CHECK_EXTENSION)');
    const panel = await decoder('ioctl(KVM_CHECK_EXTENSION)');
    await command('Seccomp Lens: Focus on Decoder View');
    const controls = await panel
      .locator('summary, button, a, vscode-button, vscode-toolbar-button')
      .count();
    assert.ok(controls > 8);
    // What has had the focus has an attribute that the page does not know.
    const left = () =>
      panel.evaluate<string[]>(
        `document.activeElement.setAttribute('data-reached', ''),
         [...document.querySelectorAll('summary, button, a, vscode-button, vscode-toolbar-button')]
           .filter((control) => !control.hasAttribute('data-reached'))
           .map((control) => control.outerHTML)`,
      );
    const hasFocus = async () => (await panel.evaluate('document.hasFocus()')) === true;
    await becomes('the focus in the panel', hasFocus, (has) => has);
    for (let more = 2 * controls; (await left()).length > 0; more--) {
      assert.ok(more > 0, `not reached: ${(await left()).join('\n')}`);
      await press('Tab');
    }
  });

  test('the change is looked at as a diff, then made, and the trap is ticked', async () => {
    const changed = session.page.locator('.monaco-diff-editor .line-insert').first();
    await again(async (timeout) => {
      const panel = await decoder('ioctl(KVM_CHECK_EXTENSION)');
      await panel.locator('vscode-toolbar-button button').first().press('Enter', { timeout });
      await changed.waitFor({ timeout });
    });
    await session.workbench.screenshot('decoder-diff');
    await rowOf('ioctl(KVM_CHECK_EXTENSION)');
    await press('Control+.');
    await picked('Allow ioctl(KVM_CHECK_EXTENSION) in ioctl_rules');
    await press('Enter');
    await row('allowed in filter.rs').waitFor();
    await badge(4);
    await session.workbench.screenshot('traps-ticked');
  });
});
