import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { temporaryFolder } from '../../scripts/lib/temporary';
import { readSource } from '../../src/host/source-file';
import { SourceStore } from '../../src/host/store/store';
import { again } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';

const SOURCE = 'src/filter.rs';
const ON_LOG = 'SeccompAction::Log';

/** What a killed command leaves: the source on Log, its original in the store. */
async function loosen(folder: string): Promise<void> {
  const file = path.join(folder, SOURCE);
  const { text, version } = await readSource(file);
  await new SourceStore().holding(file, 'seccomp-lens action', (hold) =>
    hold.write(text.replace('SeccompAction::Trap', ON_LOG), version),
  );
}

for (const restricted of [false, true]) {
  describe(`a filter was left on Log, ${restricted ? 'un' : ''}trusted`, () => {
    const state = temporaryFolder('state');
    const stateBefore = process.env['XDG_STATE_HOME'];
    let session: Session;

    before(async () => {
      process.env['XDG_STATE_HOME'] = state.path;
      session = await openEditor({
        workspace: 'examples/first-trap',
        size: { width: 1280, height: 900 },
        restricted,
        prepare: loosen,
      });
    });
    after(async () => {
      await session.close();
      if (stateBefore === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = stateBefore;
      await state.remove();
    });
    afterEach((t) => picturedIfFailed(session, t));

    const text = () => readFile(path.join(session.folder, SOURCE), 'utf8');
    const warning = () =>
      session.page.locator('.statusbar-item', { hasText: 'Seccomp on Log' }).first();
    const notification = (words: string) =>
      session.page.locator('.notification-list-item:visible', { hasText: words }).first();
    const said = async (words: string) => {
      await again(async (timeout) => {
        await session.workbench.runCommand('Notifications: Show Notifications');
        await notification(words).waitFor({ timeout });
      });
    };

    test('it is told of at the start, and the status bar warns', async () => {
      await warning().waitFor();
      await said('was never restored');
      assert.deepEqual(
        await notification('was never restored')
          .locator('.notification-list-item-buttons-container .monaco-button')
          .allInnerTexts(),
        ['Restore', 'Show Both', 'Keep'],
      );
      await session.workbench.screenshot(`action-leftover${restricted ? '-untrusted' : ''}`);
    });

    if (restricted) {
      test('nothing is written: a click is told why', async () => {
        await warning().click();
        await said('Nothing is written in a workspace that is not trusted');
        await session.workbench.screenshot('action-untrusted');
        assert.ok((await text()).includes(ON_LOG));
      });
      return;
    }

    test('Show Both has the original beside what is there now', async () => {
      const { page, workbench } = session;
      await notification('was never restored').getByRole('button', { name: 'Show Both' }).click();
      await page.locator('.tab', { hasText: 'kept original ↔ now' }).waitFor();
      await page.locator('.editor.modified .line-insert').first().waitFor();
      await workbench.screenshot('action-show-both');
    });

    test('a click on the warning restores, and the warning goes', async () => {
      await warning().click();
      await said('has its own action again');
      await warning().waitFor({ state: 'hidden' });
      assert.ok(!(await text()).includes(ON_LOG));
      await session.workbench.screenshot('action-restored');
      const told = notification('has its own action again');
      await told.getByRole('button', { name: 'Build Again' }).click();
      const rows = session.page.locator('.terminal-wrapper.active .xterm-rows > div');
      await rows
        .filter({ hasText: /cargo\sbuild/ })
        .first()
        .waitFor();
      await session.workbench.runCommand('Notifications: Clear All Notifications');
    });

    test('asked for an action, the way that loosens nothing comes first', async () => {
      const { page, workbench } = session;
      await workbench.runCommand('Seccomp Lens: Set Mismatch Action');
      const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
      await rows.filter({ hasText: 'kill-process' }).waitFor();
      await workbench.screenshot('action-set');
      const labels = await rows.locator('.label-name').allInnerTexts();
      assert.deepEqual(
        labels.map((label) => label.trim()),
        ['Leave it as it is, and trace', 'log', 'kill-thread', 'kill-process'],
      );
      // By the keyboard: the first row's hover may lie over the second.
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await warning().waitFor();
      assert.ok((await text()).includes(ON_LOG));
      await workbench.screenshot('action-on-log');
    });
  });
}
