import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { again, becomes } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';
import { changeSettings } from './settings';

const LOG = 'kernel.log';
const SOURCE = 'filter.rs';
const CALL = 'clock_nanosleep';
const THEMES = [
  ['light', 'Default Light Modern', 'vs'],
  ['high-contrast', 'Default High Contrast', 'hc-black'],
  ['high-contrast-light', 'Default High Contrast Light', 'hc-light'],
  ['dark', 'Default Dark Modern', 'vs-dark'],
] as const;

describe('a person reads a refusal and allows the call', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      prepare: (folder) => changeSettings(folder, { 'seccompLens.logFiles': [`logs/${LOG}`] }),
    });
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const read = (file: string) => readFile(path.join(session.folder, file), 'utf8');
  /** 1-based line and column of the first `text` in a file. */
  const placeOf = async (file: string, text: string): Promise<[line: number, column: number]> => {
    const before = (await read(file)).split(text, 1)[0] ?? '';
    const lines = before.split('\n');
    return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
  };

  test('the Allowlist view has the refused call on top of the list that lacks it', async () => {
    const { workbench } = session;
    await workbench.openContainer('Seccomp Lens');
    const rows = workbench.treeRows('Allowlist');
    await rows.filter({ hasText: CALL }).first().waitFor();
    await becomes(
      'what is missing, on top of the list',
      async () => (await rows.allInnerTexts()).map((text) => text.replaceAll('\n', ' ')).join('\n'),
      (texts) => /worker_rules.*\n.*missing/.test(texts),
    );
    for (const [name, theme, kind] of THEMES) {
      await chooseTheme(session, theme, kind);
      await workbench.screenshot(`allowlist-${name}`);
    }
  });

  test('the number in the log explains itself', async () => {
    const { workbench } = session;
    await workbench.openFile(LOG);
    const [line, column] = await placeOf(`logs/${LOG}`, '230 ');
    await workbench.goTo(line, column + 1);
    const says = await workbench.hover();
    await workbench.screenshot('hover-log');
    assert.match(says, /clock_nanosleep\(/);
    assert.match(says, /230 on x86_64/);
    await session.page.keyboard.press('Escape');
  });

  test('the Problems panel says it on the log and on the allowlist', async () => {
    const { workbench } = session;
    const rows = await workbench.problems();
    const problem = (text: string) => rows.filter({ hasText: text }).first();
    await problem(`${CALL} is not allowed, only logged in first-trap (thread guest)`).waitFor();
    await problem(`${CALL} was logged and is not in this allowlist`).waitFor();
    await workbench.screenshot('problems');
    await session.page.keyboard.press('Control+j');
  });

  test('the fix on the line of the log writes the entry; undo takes it back', async () => {
    const { workbench, page } = session;
    await workbench.openFile(LOG);
    const [line, column] = await placeOf(`logs/${LOG}`, '230 ');
    await workbench.goTo(line, column);
    const titles = await workbench.quickFixes();
    await workbench.screenshot('quickfix-log');
    assert.deepEqual(titles, [`Allow ${CALL} in worker_rules (${SOURCE})`]);
    await workbench.takeQuickFix(CALL);
    const editor = workbench.editor(SOURCE);
    const entry = lineWith(editor, `(libc::SYS_${CALL}, vec![]),`);
    await entry.waitFor();
    await workbench
      .treeRows('Allowlist')
      .filter({ hasText: /missing/ })
      .filter({ hasText: CALL })
      .waitFor({ state: 'detached' });
    await workbench.screenshot('quickfix-log-applied');
    await editor.and(page.locator('.focused')).waitFor();
    await page.keyboard.press('Control+z');
    await entry.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+w');
    await editor.waitFor({ state: 'hidden' });
  });

  test('a call whose request is not known: first why, then what asks before it allows all', async () => {
    const { workbench, page } = session;
    const before = await read(`src/${SOURCE}`);
    await workbench.openFile(LOG);
    const [line, column] = await placeOf(`logs/${LOG}`, '16 compat');
    await workbench.goTo(line, column);
    const why = 'No fix for ioctl: show why';
    assert.deepEqual(await workbench.quickFixes(), [
      why,
      `Allow every ioctl in worker_rules (${SOURCE})`,
    ]);
    await workbench.screenshot('quickfix-unknown-request');
    // Under its smoke-test driver the older editor shows no dialog, but says which one it would.
    const refused = new Promise<false>((resolve) => {
      page.on('console', (message) => {
        const says = message.text();
        if (says.includes('refused to show dialog in tests. Contents: No fix')) resolve(false);
      });
    });
    const dialog = page.locator('.monaco-dialog-box');
    await workbench.takeQuickFix(why);
    if (await Promise.race([dialog.waitFor().then(() => true), refused])) {
      await workbench.screenshot('quickfix-why');
      assert.match(await dialog.innerText(), /nothing says which request/);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
    await workbench.openFile(LOG);
    await workbench.goTo(line, column);
    await workbench.quickFixes();
    await workbench.takeQuickFix('Allow every ioctl');
    const preview = page.locator('.bulk-edit-panel');
    await preview.locator('.monaco-list-row').first().waitFor();
    await workbench.screenshot('quickfix-wider');
    const boxes = await preview.locator('input[type="checkbox"], [role="checkbox"]').all();
    assert.notEqual(boxes.length, 0);
    for (const box of boxes) assert.equal(await box.isChecked(), false);
    await preview.locator('.monaco-button', { hasText: 'Discard' }).click();
    await preview.locator('.monaco-list-row').first().waitFor({ state: 'hidden' });
    assert.equal(await read(`src/${SOURCE}`), before);
  });

  test('the fix on the list in the Rust file writes the entry; saving keeps one line more', async () => {
    const { workbench, page } = session;
    const before = await read(`src/${SOURCE}`);
    await workbench.openFile(SOURCE);
    await workbench.goTo(...(await placeOf(`src/${SOURCE}`, 'worker_rules()')));
    await page.locator('.view-overlays .squiggly-warning').first().waitFor();
    const titles = await workbench.quickFixes();
    await workbench.screenshot('quickfix-rust');
    assert.ok(titles.includes(`Allow ${CALL} in worker_rules`), titles.join('\n'));
    await workbench.takeQuickFix(CALL);
    const entry = lineWith(workbench.editor(SOURCE), `(libc::SYS_${CALL}, vec![]),`);
    await entry.waitFor();
    await workbench.screenshot('quickfix-rust-applied');
    const saved = await workbench.save(path.join(session.folder, 'src', SOURCE), CALL);
    const added = saved.split('\n').filter((it) => !before.split('\n').includes(it));
    assert.deepEqual(added, [`        (libc::SYS_${CALL}, vec![]),`]);
  });

  test('calls and requests in the Rust file explain themselves', async () => {
    const { workbench, page } = session;
    await workbench.openFile(SOURCE);
    for (const [name, text, says] of [
      ['hover-call', 'SYS_mmap', /mmap\(/],
      ['hover-request', 'KVM_GET_VCPU_MMAP_SIZE)', /_IOC\(/],
    ] as const) {
      const [line, column] = await placeOf(`src/${SOURCE}`, text);
      await again(async () => {
        await workbench.goTo(line, column + 2);
        assert.match(await workbench.hover(), says);
      });
      await workbench.screenshot(name);
      await page.keyboard.press('Escape');
    }
  });
});

async function chooseTheme(session: Session, theme: string, kind: string): Promise<void> {
  await changeSettings(session.folder, { 'workbench.colorTheme': theme });
  await session.page.locator(`.monaco-workbench.${kind}`).waitFor();
}

/** The editor shows a blank as U+00A0. */
function lineWith(editor: Locator, text: string): Locator {
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \u00a0]');
  return editor.locator('.view-line', { hasText: new RegExp(pattern) });
}
