import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import { becomes } from './again';
import { openEditor, type Session } from './driver';
import { changeSettings } from './settings';
import { STATES } from './states';

const THEMES = {
  dark: ['Default Dark Modern', 'vscode-dark'],
  light: ['Default Light Modern', 'vscode-light'],
  'high-contrast': ['Default High Contrast', 'vscode-high-contrast'],
  'high-contrast-light': ['Default High Contrast Light', 'vscode-high-contrast-light'],
} as const;

/** Every state of the decoder in every theme: pictured, and looked through by axe. */
describe('the decoder is for everybody', () => {
  let session: Session;
  let axe: string;

  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1280, height: 1500 },
    });
    axe = await readFile(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
    await session.workbench.openContainer('Seccomp Lens');
    await session.workbench.foldView('Allowlist');
  });
  after(() => session.close());

  for (const [state, show] of Object.entries(STATES)) {
    test(state, async () => {
      const { workbench, page } = session;
      const panel = await show(session);
      const folded = panel.locator('details:not([open]) > summary');
      while ((await folded.count()) > 0) await folded.first().click();
      const faults: Record<string, string[]> = {};
      for (const [name, [theme, kind]] of Object.entries(THEMES)) {
        await changeSettings(session.folder, { 'workbench.colorTheme': theme });
        await panel.locator(`body.${kind}`).waitFor();
        await workbench.screenshot(`state-${state}-${name}`, page.locator('.part.sidebar'));
        const found = await faultsOf(panel);
        if (found.length > 0) faults[name] = found;
      }
      assert.deepEqual(faults, {});
    });
  }

  test('at a zoom of 200%', async () => {
    const { workbench, page } = session;
    const panel = await STATES['one-request'](session);
    // What zoom does to a page: half the pixels of CSS for the same window.
    await page.setViewportSize({ width: 640, height: 700 });
    assert.deepEqual(await faultsOf(panel), []);
    await becomes(
      'nothing beyond the right edge',
      () =>
        panel.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        ),
      (hidden) => hidden === 0,
    );
    await workbench.screenshot('state-zoomed', page.locator('.part.sidebar'));
  });

  /** What axe finds, a line a fault: its rule, and the element. */
  async function faultsOf(panel: Frame): Promise<string[]> {
    // Over the debugging protocol, which the page's policy does not reach.
    await panel.evaluate(axe);
    // A webview is transparent; axe cannot see what is behind its frame.
    const behind = String(
      await session.page.evaluate(
        "getComputedStyle(document.querySelector('.part.sidebar')).backgroundColor",
      ),
    );
    await panel.evaluate(`document.documentElement.style.backgroundColor = '${behind}'`);
    const { violations, passes } = await panel.evaluate<AxeResults>('axe.run()');
    await panel.evaluate("document.documentElement.style.removeProperty('background-color')");
    assert.ok(passes.length > 10, 'axe has looked at something');
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  }
});
