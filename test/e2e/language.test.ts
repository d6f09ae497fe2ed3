import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openEditor, picturedIfFailed, type Session } from './driver';

const CALL = 'clock_nanosleep';
/** Words that English cannot do without and that no German sentence has. */
const ENGLISH =
  /\b(?:the|of|were|which|where|not|with|and|or|is|its|every|refused|allowed|allows?|line)\b/i;

describe('a person whose editor speaks German', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      language: 'de',
      size: { width: 1280, height: 1000 },
    });
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const rows = (view: string) => session.workbench.treeRows(view);

  test('reads the views', async () => {
    const { workbench } = session;
    await workbench.openContainer('Seccomp Lens');
    await rows('Traps').filter({ hasText: CALL }).first().waitFor();
    await rows('Allowlist').filter({ hasText: 'sonst trap' }).first().waitFor();
    await workbench.unfoldView('Quellen');
    await rows('Quellen').filter({ hasText: 'kernel.log' }).waitFor();
    const status = workbench.statusItem('seccomp-lens.seccomp-lens.seccompLens.status');
    await status.filter({ hasText: '4 abgewiesen' }).waitFor();
    await workbench.screenshot('german-views');
    for (const view of ['Traps', 'Allowlist', 'Quellen']) {
      const read = [
        ...(await rows(view).allInnerTexts()),
        ...(await rows(view).evaluateAll(ariaLabels)),
      ];
      assert.notEqual(read.length, 0, view);
      for (const text of read) assert.doesNotMatch(text, ENGLISH);
    }
    await workbench.foldView('Quellen');
  });

  for (const [name, title] of [
    ['request', 'ioctl(KVM_CHECK_EXTENSION)'],
    ['call', CALL],
  ] as const) {
    test(`reads in the decoder what was refused: a ${name}`, async () => {
      const { workbench } = session;
      const row = rows('Traps').filter({ hasText: title }).first();
      const panel = await workbench.webviewOf(row, `h1:has-text("${title}")`);
      await panel.locator('article vscode-button').first().waitFor();
      await workbench.screenshot(`german-decoder-${name}`);
      // But for the log's own words, and the source's.
      const words =
        ':is(p, li, h2, h3, dt, dd, th, td, vscode-button):not(.diff *):not(.evidence *)';
      const read = (await panel.locator(`main ${words}`).allInnerTexts()).join('\n');
      assert.match(read, /abgewiesen|protokolliert/);
      assert.doesNotMatch(read, ENGLISH);
    });
  }

  test('reads the problems, and takes the fix at the light bulb', async () => {
    const { page, workbench } = session;
    await workbench.openFile('kernel.log');
    const problems = await workbench.problems();
    const missing = problems.filter({
      hasText: `${CALL} wurde abgewiesen und ist nicht in dieser`,
    });
    await missing.waitFor();
    await workbench.screenshot('german-problems');
    await page.keyboard.press('Control+j');
    await workbench.openFile('kernel.log');
    const line = workbench.editor('kernel.log').locator('.view-line', { hasText: 'syscall=230' });
    await line.first().click();
    const fixes = await workbench.quickFixes();
    await workbench.screenshot('german-quickfix');
    assert.deepEqual(fixes, [`${CALL} in worker_rules erlauben (filter.rs)`]);
    await workbench.takeQuickFix(CALL);
    await rows('Traps').filter({ hasText: 'erlaubt in filter.rs' }).first().waitFor();
    await workbench.screenshot('german-allowed');
  });

  test('finds the commands by their German names', async () => {
    const { page, workbench } = session;
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget:visible input').first();
    await input.fill('>Seccomp Lens: Traps');
    const offered = page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'Seccomp Lens: Traps sortieren nach…',
    });
    await offered.first().waitFor();
    await workbench.screenshot('german-palette');
    await page.keyboard.press('Escape');
  });
});

/** In the page. */
function ariaLabels(elements: readonly unknown[]): string[] {
  return elements.map((each) => (each as { readonly ariaLabel: string | null }).ariaLabel ?? '');
}
