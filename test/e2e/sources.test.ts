import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { again, becomes } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';
import { changeSettings } from './settings';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

const RECORD =
  'audit: type=1326 audit(1795502300.100:90): auid=0 uid=0 gid=0 ses=1 pid=77 comm="late" ' +
  'exe="/opt/late" sig=31 arch=c000003e syscall=41 compat=0 ip=0x7f code=0x80000000\n';

const TASKS = `{
  // as rust-analyzer makes them
  "version": "2.0.0",
  "tasks": [
    {
      "type": "process",
      "label": "the vmm",
      "command": "cat",
      "args": ["vmm.out"], // no log that is followed
      "presentation": { "reveal": "never" },
      "problemMatcher": []
    }
  ]
}
`;

describe('a person looks after the sources', () => {
  let session: Session;

  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1280, height: 1000 },
      prepare: async (folder) => {
        const settings = path.join(folder, '.vscode/settings.json');
        const logFiles = ['logs/*.log', 'logs/later.log', 'logs/old'];
        await writeFile(settings, JSON.stringify({ 'seccompLens.logFiles': logFiles }));
        await writeFile(path.join(folder, '.vscode/tasks.json'), TASKS);
        await writeFile(path.join(folder, 'vmm.out'), RECORD.replace('syscall=41', 'syscall=57'));
        await mkdir(path.join(folder, 'logs/old'));
      },
    });
    await session.workbench.openContainer('Seccomp Lens');
    for (const view of ['Traps', 'Decoder', 'Allowlist']) await session.workbench.foldView(view);
    await session.workbench.unfoldView('Sources');
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const inFolder = (name: string) => path.join(session.folder, name);
  const row = (label: string) => session.workbench.treeRows('Sources').filter({ hasText: label });
  const says = (label: string, words: string) => row(label).filter({ hasText: words }).waitFor();

  /**
   * By the button in the row, which shows while the mouse is over it, until the row has these words:
   * a click on a row that is just being drawn anew is lost.
   */
  async function click(label: string, action: string, words: string | RegExp): Promise<void> {
    const done = row(label).filter({ hasText: words });
    await again(async (timeout) => {
      if (await done.isVisible()) return;
      await row(label).hover({ timeout });
      await row(label).locator(`.action-label[aria-label="${action}"]`).click({ timeout });
      await done.waitFor({ timeout });
    });
  }

  test('each has a row in its place, which says what it does and what it has read', async () => {
    await says('logs/kernel.log', 'reading · ');
    await says('logs/kernel.log', ' records · last ');
    await says('logs/later.log', 'waiting');
    await says('logs/old', 'cannot be read');
    await says('Kernel log', 'off');
    await says('Terminals', 'reading');
    const labels = session.workbench.treeRows('Sources').locator('.label-name');
    const wanted = [
      ...['Terminals', 'Tasks', 'Debug console', 'Kernel log'],
      ...['logs/kernel.log', 'logs/later.log', 'logs/old', 'logs/program.log'],
    ].join();
    await becomes(
      wanted,
      async () => (await labels.allInnerTexts()).join(),
      (all) => all === wanted,
    );
  });

  test('paused by a click, a log waits; resumed, it is read on', async () => {
    await click('logs/program.log', 'Pause', 'paused');
    await click('logs/later.log', 'Pause', 'paused');
    await writeFile(inFolder('logs/later.log'), RECORD);
    await click('logs/later.log', 'Resume', 'reading · 1 record · last socket');
  });

  for (const [name, theme] of Object.entries(THEMES)) {
    test(`they are legible in ${theme}`, async () => {
      const { page, workbench } = session;
      await changeSettings(session.folder, { 'workbench.colorTheme': theme });
      const kind =
        { dark: 'vs-dark', light: 'vs', 'high-contrast': 'hc-black' }[name] ?? 'hc-light';
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await row('logs/kernel.log').hover();
      await workbench.screenshot(`sources-${name}`);
      await workbench.screenshot(`sources-${name}-sidebar`, page.locator('.part.sidebar'));
    });
  }

  test('a task of another type is watched by one click, and its problem leads to the trap', async () => {
    const { page, workbench } = session;
    await workbench.runCommand('Seccomp Lens: Watch This Task…');
    const pick = page.locator('.quick-input-list .monaco-list-row', { hasText: 'the vmm' });
    await pick.click();
    const editor = workbench.editor('tasks.json');
    await editor.locator('.view-line', { hasText: '$seccomp-unnamed' }).waitFor();
    await workbench.screenshot('sources-watch-task');
    assert.equal(await readFile(inFolder('.vscode/tasks.json'), 'utf8'), TASKS);
    await workbench.save(inFolder('.vscode/tasks.json'), '"$seccomp"');
    const problems = await workbench.problems();
    const found = problems.filter({ hasText: 'syscall=57' });
    // The editor takes a while to read what it has saved, and shows nowhere that it has.
    await again(async (timeout) => {
      await workbench.quickOpen('task the vmm', 'the vmm');
      await workbench.problems();
      await found.waitFor({ timeout });
    });
    await workbench.webviewOf(found.locator('.marker-message-line'), 'h1:has-text("fork")');
    await page.locator('.tab', { hasText: /^call$/ }).waitFor({ state: 'detached' });
    await workbench.screenshot('sources-task-problem');
  });

  test('in a terminal, a record is a link to its trap', async () => {
    const { page, workbench } = session;
    await click('Terminals', 'Pause', 'paused');
    await writeFile(inFolder('shown.out'), '[ERROR][HYPERLIGHT] Disallowed Syscall: 59\n');
    await workbench.typeInTerminal('cat shown.out');
    const printed = page.locator('.terminal-wrapper.active .xterm-rows > div', {
      // The terminal draws a blank that does not break.
      hasText: /Disallowed\sSyscall:\s59/,
    });
    await printed.waitFor();
    await again((timeout) => followLink(printed, 'Disallowed', timeout));
    await workbench.webview('h1:has-text("execve")');
    await says('Terminals', 'paused · ');
    await says('Terminals', 'last execve');
    await workbench.screenshot('sources-terminal-link');
  });

  test('the kernel log is followed by a click', async () => {
    await click('Kernel log', 'Follow the Kernel Log', /reading|cannot be read/);
  });

  test('loaded again, the window watches what it watched', async () => {
    const { workbench } = session;
    await workbench.runCommand('Developer: Reload Window');
    await workbench.ready();
    await workbench.foldView('Decoder');
    await says('logs/program.log', 'paused');
    await row('Kernel log')
      .filter({ hasText: /reading|cannot be read/ })
      .waitFor();
    await says('logs/kernel.log', 'reading · ');
    await appendFile(
      inFolder('logs/later.log'),
      RECORD.replace('41', '105').replace(':90)', ':95)'),
    );
    await says('logs/later.log', '2 records · last setuid');
    await workbench.screenshot('sources-after-reload');
  });

  /** With Ctrl held, as a person follows a link. */
  async function followLink(line: Locator, text: string, timeout: number): Promise<void> {
    const { page } = session;
    const box = await line.boundingBox();
    assert.ok(box);
    const whole = (await line.innerText()).replaceAll('\u00a0', ' ');
    const at = whole.indexOf(text);
    // The terminal draws cells of one width.
    const cells = line.locator('span').first();
    const perCell = ((await cells.boundingBox())?.width ?? 0) / (await cells.innerText()).length;
    await page.mouse.move(box.x + 1, box.y + 1);
    await page.mouse.move(box.x + perCell * (at + 4), box.y + box.height / 2, { steps: 5 });
    await page.keyboard.down('Control');
    try {
      await page.locator('.terminal-wrapper.active .xterm-cursor-pointer').waitFor({ timeout });
      await page.mouse.down();
      await page.mouse.up();
    } finally {
      await page.keyboard.up('Control');
    }
  }
});
