import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openEditor, picturedIfFailed, type Session } from './driver';

describe('a person opens the example', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({ workspace: 'examples/first-trap' });
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  test('the icon opens the views of Seccomp Lens', async () => {
    const { workbench, page } = session;
    await workbench.openContainer('Seccomp Lens');
    const headers = page.locator('.sidebar .pane-header');
    await headers.first().waitFor();
    const titles = await headers.allInnerTexts();
    await workbench.screenshot('views');
    for (const title of ['Traps', 'Allowlist']) {
      assert.ok(
        titles.some((each) => each.toLowerCase().includes(title.toLowerCase())),
        `no view '${title}' among ${titles.join(', ')}`,
      );
    }
  });

  test('the palette offers its commands', async () => {
    const { workbench, page } = session;
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget:visible input').first();
    await input.fill('>Seccomp Lens: Watch');
    const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Seccomp Lens:' });
    await rows.first().waitFor();
    const offered = await rows.allInnerTexts();
    await workbench.screenshot('palette');
    await page.keyboard.press('Escape');
    await input.waitFor({ state: 'hidden' });
    assert.ok(
      offered.some((each) => each.includes('Seccomp Lens: Watch Log File')),
      offered.join('\n'),
    );
  });

  test('a source opens by its name', async () => {
    const editor = await session.workbench.openFile('filter.rs');
    await session.workbench.goTo(1);
    await session.workbench.screenshot('source');
    assert.match(await editor.innerText(), /SeccompFilter|seccomp/i);
  });
});
