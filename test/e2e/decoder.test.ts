import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Frame, Locator } from 'playwright-core';
import { again, becomes } from './again';
import { openEditor, type Session } from './driver';
import { untilKept } from './kept-state';
import { changeSettings } from './settings';
import { HOSTILE } from './states';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

describe('a person reads the decoder', () => {
  let session: Session;
  let source: string;
  const violations: string[] = [];

  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1280, height: 1000 },
    });
    session.page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
    source = await readFile(inFolder('src/filter.rs'), 'utf8');
    await session.workbench.openContainer('Seccomp Lens');
  });
  after(() => session.close());

  const inFolder = (name: string) => path.join(session.folder, name);
  const rows = () => session.workbench.treeRows('Traps');
  const trapRow = (text: string) => rows().filter({ hasText: text }).first();

  /** Selects a trap's row and gives the panel, once it is about that trap. */
  async function decoder(title: string): Promise<Frame> {
    return session.workbench.webviewOf(trapRow(title), `h1:has-text("${title}")`);
  }

  test('the traps of the followed logs are there, counted on the icon and below', async () => {
    await trapRow('ioctl(KVM_CHECK_EXTENSION)').waitFor();
    await trapRow('thread guest').waitFor();
    const all = 4; // of the two logs of the example
    const status = session.workbench.statusItem('seccomp-lens.seccomp-lens.seccompLens.status');
    await status.filter({ hasText: `${all} refused` }).waitFor();
    await session.workbench
      .badge('Seccomp Lens')
      .filter({ hasText: String(all) })
      .waitFor();
    const roots = rows().and(session.page.locator('[aria-level="1"]'));
    await becomes(
      `${all} rows`,
      () => roots.count(),
      (count) => count === all,
    );
  });

  test('the panel says what was refused and shows the line that would allow it', async () => {
    const panel = await decoder('ioctl(KVM_CHECK_EXTENSION)');
    await panel.locator('article').first().waitFor();
    const text = await panel.locator('main').innerText();
    assert.match(text, /was refused ioctl\(KVM_CHECK_EXTENSION\), number 16 on x86_64\./);
    assert.match(text, /The filter in src\/filter\.rs allows 2 other requests\./);
    assert.deepEqual(await panel.locator('.bits .digits').allInnerTexts(), [
      ...['00', '00000000000000', '10101110', '00000011'],
    ]);
    const cells = panel.locator('.request tbody tr');
    assert.deepEqual(
      (await cells.allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim()),
      [
        '31–30 direction none nothing is handed over',
        '29–16 size 0 bytes',
        '15–8 type 0xae',
        '7–0 number 0x03 3',
      ],
    );
    const manual = panel.locator('.manual a');
    assert.deepEqual(await manual.allInnerTexts(), ['ioctl(2)', 'KVM_CHECK_EXTENSION']);
    assert.equal(
      await manual.first().getAttribute('href'),
      'https://man7.org/linux/man-pages/man2/ioctl.2.html',
    );
    const next = panel.locator('.loop [aria-current="step"]');
    assert.equal(await next.textContent(), 'Allowed: next');
    const added = await panel.locator('article').first().locator('.added .text').allInnerTexts();
    assert.deepEqual(
      added.map((line) => line.trim()),
      [
        'pub const KVM_CHECK_EXTENSION: u64 = 0xae03;',
        'and![Cond::new(1, ArgLen::Dword, Eq, KVM_CHECK_EXTENSION)?],',
      ],
    );
  });

  for (const [name, theme] of Object.entries(THEMES)) {
    test(`it is legible in ${theme}`, async () => {
      const { page, workbench } = session;
      await changeSettings(session.folder, { 'workbench.colorTheme': theme });
      const panel = await decoder('ioctl(KVM_CHECK_EXTENSION)');
      const kind = name.startsWith('high-contrast') ? name : `vscode-${name}`;
      await panel.locator(`body.${kind.replace('high', 'vscode-high')}`).waitFor();
      await workbench.screenshot(`decoder-${name}`);
      await workbench.screenshot(`decoder-${name}-sidebar`, page.locator('.part.sidebar'));
    });
  }

  test('what a log says is text, wherever it is shown', async () => {
    await appendFile(inFolder('logs/kernel.log'), HOSTILE);
    const panel = await decoder('getpid');
    await panel.locator('.sentence', { hasText: '<b id=owned>b' }).waitFor();
    assert.equal(await panel.locator('#owned').count(), 0);
    assert.equal(await session.page.locator('#owned').count(), 0);
    await session.workbench.screenshot('decoder-hostile');
  });

  test('another frame of the window puts nothing on the page', async () => {
    const panel = await decoder('getpid');
    const forged = {
      type: 'show',
      page: { kind: 'empty', message: 'forged', button: null },
      words: { title: 'forged' },
    };
    await panel.evaluate(`
      new MutationObserver(() => {
        if (document.body.textContent.includes('forged')) window.forged = true;
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    `);
    // As a script of another extension's webview could: it finds every frame from the top.
    const { page } = session;
    const address = 'https://elsewhere.vscode-cdn.net/';
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: 'x' }));
    await page.evaluate(`
      document.body.append(Object.assign(document.createElement('iframe'), { src: '${address}' }));
    `);
    const elsewhere = () => page.frames().find((frame) => frame.url() === address);
    await becomes('the other frame', () => Promise.resolve(elsewhere()), Boolean);
    await elsewhere()?.evaluate(`
      const post = (frame) => {
        frame.postMessage(${JSON.stringify(forged)}, '*');
        frame.postMessage(null, '*');
        for (let at = 0; at < frame.length; at += 1) post(frame[at]);
      };
      post(window.top);
    `);
    // Its own messages come behind them.
    await appendFile(inFolder('logs/kernel.log'), HOSTILE.replace(':90)', ':89)'));
    await panel.locator('.facts dd', { hasText: '2 times' }).waitFor();
    assert.equal(await panel.evaluate('window.forged'), undefined);
  });

  test('another sighting moves neither what is read nor the focus', async () => {
    const panel = await decoder('getpid');
    const record = panel.locator('summary', { hasText: 'Record fields' });
    await record.click();
    await panel.evaluate('scrollTo(0, document.body.scrollHeight)');
    await record.focus();
    const before = await topOf(record);
    await appendFile(inFolder('logs/kernel.log'), HOSTILE.replace(':90)', ':91)'));
    await panel.locator('.facts dd', { hasText: '3 times' }).waitFor();
    // Lines that came above have moved the page, not what the person sees of it.
    assert.ok(Math.abs((await topOf(record)) - before) < 1);
    assert.equal(await panel.evaluate('document.activeElement.textContent'), 'Record fields');
  });

  test('hidden and shown again, it is as it was', async () => {
    const panel = await decoder('getpid');
    const scroll = Number(await panel.evaluate('scrollY'));
    assert.ok(scroll > 0);
    const { workbench, page } = session;
    await page.locator('.activitybar .action-item:has([aria-label^="Explorer"])').first().click();
    await page.locator('.sidebar .composite.title', { hasText: 'Explorer' }).waitFor();
    await workbench.openContainer('Seccomp Lens');
    const shown = await workbench.webview('h1:has-text("getpid")');
    await shown.locator('details[open] summary', { hasText: 'Record fields' }).waitFor();
    // The end of the page is at a fraction of a pixel, which the two layouts may round apart.
    const apart = async () => Math.abs(Number(await shown.evaluate('scrollY')) - scroll);
    await becomes('the same scroll', apart, (pixels) => pixels <= 1);
  });

  test('evidence leads to the line of the log', async () => {
    const panel = await decoder('ioctl(KVM_CHECK_EXTENSION)');
    await panel.locator('.evidence button').first().click();
    const editor = session.workbench.editor('program.log');
    await editor.locator('.view-line', { hasText: 'Disallowed Syscall: 16' }).waitFor();
    await editor.locator('.selected-text').first().waitFor({ state: 'attached' });
  });

  test('by the keyboard alone: the rule is written, the trap is ticked, undo takes it back', async () => {
    const panel = await decoder('ioctl(KVM_CHECK_EXTENSION)');
    const { page, workbench } = session;
    await panel.locator('article').first().waitFor();
    await panel.locator('summary').first().focus();
    await page.keyboard.press('Tab');
    const focused = await panel.evaluate("document.activeElement.getAttribute('aria-label')");
    assert.equal(focused, 'Allow ioctl(KVM_CHECK_EXTENSION) in ioctl_rules');
    await page.keyboard.press('Enter');
    const editor = workbench.editor('filter.rs');
    await editor.locator('.view-line', { hasText: 'KVM_CHECK_EXTENSION)?' }).waitFor();
    await panel.locator('.passed', { hasText: 'already allowed' }).waitFor();
    await trapRow('allowed in filter.rs').waitFor();
    await becomes(
      'the top',
      () => panel.evaluate<number>('scrollY'),
      (scroll) => scroll === 0,
    );
    await workbench.screenshot('decoder-allowed');
    assert.equal(await readFile(inFolder('src/filter.rs'), 'utf8'), source);

    // The editor has the focus, and its file is unsaved: the person is to look at it.
    await editor.and(page.locator('.focused')).waitFor();
    await page.keyboard.press('Control+z');
    await panel.locator('article').first().waitFor();
  });

  test('a trap that is chosen elsewhere is the selected row too', async () => {
    const { page, workbench } = session;
    await trapRow('ioctl(KVM_CHECK_EXTENSION)').click();
    await workbench.runCommand('Seccomp Lens: Fix Trap…');
    const choices = page.locator('.quick-input-list .monaco-list-row');
    await choices.filter({ hasText: 'getpid' }).first().click();
    await choices.filter({ hasText: 'Allow getpid' }).first().waitFor();
    await page.keyboard.press('Escape');
    await rows().and(page.locator('.selected')).filter({ hasText: 'getpid' }).waitFor();
    await workbench.webview('h1:has-text("getpid")');
  });

  test('an ioctl without its request: how to find it, and the wide change last', async () => {
    const row = session.page.locator('[role="treeitem"][aria-label*="called ioctl,"]');
    const words = '.facts dd:has-text("not in the record")';
    const unknown = await session.workbench.webviewOf(row, words);
    const wide = unknown.locator('article');
    await wide.first().waitFor();
    assert.equal(await wide.count(), 1);
    assert.ok((await topOf(unknown.locator('.remark.info'))) < (await topOf(wide)));
    assert.equal(await unknown.locator('article vscode-badge').innerText(), 'wider');
    await session.workbench.screenshot('decoder-unknown-request');
  });

  test('a log that goes is one sentence in the view, and no notification', async () => {
    await rm(inFolder('logs/program.log'));
    const message = session.page.locator('.sidebar .message', { hasText: 'is gone' });
    await message.waitFor();
    assert.equal(
      (await message.innerText()).trim(),
      'logs/program.log is gone; it is followed again when it comes back.',
    );
    assert.equal(await session.workbench.notifications().count(), 0);
    await session.workbench.screenshot('traps-log-gone');
  });

  test('cleared, the panel says the one next thing', async () => {
    const { workbench } = session;
    await workbench.runCommand('Seccomp Lens: Clear Traps');
    const panel = await workbench.webview('.empty');
    assert.match(
      await panel.locator('.empty').innerText(),
      /Run the failing command in a terminal/,
    );
    assert.equal(await panel.locator('vscode-button').innerText(), 'Watch Log File…');
    await workbench.screenshot('decoder-empty');
  });

  test('its content security policy was never violated', () => {
    assert.deepEqual(violations, []);
  });
});

describe('a person chooses a log', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({ workspace: 'examples/first-trap' });
    await session.workbench.openContainer('Seccomp Lens');
  });
  after(() => session.close());

  const trapRow = (text: string) => session.workbench.treeRows('Traps').filter({ hasText: text });

  /** By the view's own button and the editor's dialog. */
  async function choose(file: string): Promise<void> {
    const { page } = session;
    const header = page.locator('.pane-header[aria-label^="Traps"]');
    const box = page.locator('.quick-input-widget:visible input').first();
    await again(async (timeout) => {
      await header.hover({ timeout });
      await header.locator('.action-label[aria-label="Watch Log File…"]').click({ timeout });
      await box.waitFor({ timeout });
    });
    // The dialog has come up when it shows where it starts, and has understood when it lists the file.
    await becomes(
      'where the dialog starts',
      () => box.inputValue(),
      (value) => value === `${session.folder}/`,
    );
    await box.fill(file);
    const listed = page.locator('.quick-input-list .monaco-list-row', {
      hasText: path.basename(file),
    });
    await listed.first().waitFor();
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  test('it is followed, and followed again after the window is loaded anew', async () => {
    const { page, workbench, folder } = session;
    const log = path.join(folder, 'vmm.out');
    await writeFile(log, HOSTILE);
    await choose(log);
    await trapRow('getpid').first().waitFor();
    await untilKept(page, log);
    await page.reload();
    // The editor opens what was open: another click would close it.
    await workbench.ready();
    await trapRow('getpid').first().waitFor();
    await appendFile(log, HOSTILE.replace('syscall=39', 'syscall=41').replace(':90)', ':92)'));
    await trapRow('socket').first().waitFor();
  });

  test('what cannot be read is said by one notification and in the view', async () => {
    const { page, workbench, folder } = session;
    const program = path.join(folder, 'program');
    await writeFile(program, Buffer.from(Array.from({ length: 9999 }, (_, at) => at % 256)));
    await choose(program);
    const sentence = 'program is not a text log; nothing in it is decoded.';
    await page.locator('.sidebar .message', { hasText: sentence }).waitFor();
    // A toast comes and goes, and newer builds show none: the list has them all.
    await workbench.statusItem('status.notifications').click();
    const listed = page.locator('.notifications-center .notification-list-item-message');
    await listed.filter({ hasText: sentence }).waitFor();
    assert.equal(await listed.count(), 1);
    await workbench.screenshot('traps-not-a-log');
  });
});

/** Pixels from the window's upper edge; of a fraction of one nobody knows. */
async function topOf(element: Locator): Promise<number> {
  const box = await element.boundingBox();
  assert.ok(box, 'it is not shown');
  return box.y;
}
