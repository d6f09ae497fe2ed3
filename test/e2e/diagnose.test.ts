import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { cacheFolder } from '../../scripts/lib/paths';
import { askedAbout, pickInput, pickRows, ROUND_MS, startDiagnosis } from './diagnosis';
import { openEditor, picturedIfFailed, type Session } from './driver';

const COMMAND = 'RUST_BACKTRACE=0 cargo run -q';

describe('a person has a refused command diagnosed', () => {
  let session: Session;
  before(async () => {
    // What is built is of no interest here, and need not be built twice.
    process.env['CARGO_TARGET_DIR'] = path.join(cacheFolder(), 'example-target');
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1400, height: 900 },
      prepare: (folder) => writeFile(path.join(folder, '.vscode/settings.json'), '{}'),
    });
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const source = () => readFile(path.join(session.folder, 'src/filter.rs'), 'utf8');
  const rows = () => pickRows(session);
  /** Presses a button above the rows, over which the tooltip of the input comes and goes as it likes. */
  async function press(label: string): Promise<void> {
    const { page } = session;
    await pickInput(session).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowDown');
    const buttons = page.locator('.quick-input-widget:visible .action-label');
    const named = buttons.and(page.locator(`[aria-label="${label}"]`));
    await named.first().dispatchEvent('click');
  }
  const terminal = (words: RegExp) =>
    session.page
      .locator('.terminal-wrapper.active .xterm-rows > div', { hasText: words })
      .first()
      .waitFor({ timeout: ROUND_MS });

  /** Waits for the notification at the end: in the centre, since this editor raises none. */
  async function told(words: string): Promise<void> {
    await session.workbench.runCommand('Notifications: Show Notifications');
    const text = session.page.locator('.notifications-center .notification-list-item-message');
    await text.filter({ hasText: words }).waitFor({ timeout: ROUND_MS });
  }

  test('a command that would not end is cancelled by Ctrl+C in its terminal', async () => {
    const { workbench, page } = session;
    await workbench.openContainer('Seccomp Lens');
    const before = await source();
    await startDiagnosis(session, 'sleep 1000');
    // The terminal draws a blank that does not break.
    await terminal(/The\scommand\sruns\sas\sit\sis/);
    await page.locator('.terminal-wrapper.active textarea').first().focus();
    await page.keyboard.press('Control+c');
    await terminal(/Cancelled\./);
    assert.equal(await source(), before);
  });

  test('what does not build is said, and nothing is asked', async () => {
    await startDiagnosis(session, 'cargo run -q --bin none');
    await told('It does not build');
    await session.workbench.runCommand('Notifications: Clear All Notifications');
  });

  test('stopped at the review, the source is as it was', async () => {
    const { workbench, page } = session;
    const before = await source();
    await startDiagnosis(session, COMMAND);
    await askedAbout(session, 'clock_nanosleep');
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await workbench.screenshot('diagnose-review');
    await pickInput(session).focus();
    await page.keyboard.press('Escape');
    await rows().first().waitFor({ state: 'hidden' });
    await told('Nothing was allowed, as chosen.');
    assert.equal(await source(), before);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  test('two rounds, two reviews, and it passes; the command is remembered', async () => {
    const { workbench, page } = session;
    await workbench.runCommand('Seccomp Lens: Diagnose…');
    await rows().filter({ hasText: 'last time' }).filter({ hasText: COMMAND }).waitFor();
    await page.keyboard.press('Enter');
    await askedAbout(session, 'clock_nanosleep');
    await pickInput(session).focus();
    await page.keyboard.press('Enter');
    await askedAbout(session, 'ioctl(KVM_CHECK_EXTENSION)');
    await workbench.screenshot('diagnose-second');
    await press('Another Way for the Focused Row…');
    await rows().filter({ hasText: 'Skip: Leave It Refused' }).waitFor();
    await workbench.screenshot('diagnose-another-way');
    await rows().filter({ hasText: 'Skip: Leave It Refused' }).click();
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor({ state: 'detached' });
    await press('All Requests of the Whole Process, On or Off');
    await rows()
      .filter({ hasText: 'KVM_GET_API_VERSION' })
      .filter({ hasText: 'made once' })
      .waitFor();
    await workbench.screenshot('diagnose-whole-process');
    await rows().filter({ hasText: 'KVM_CHECK_EXTENSION' }).first().click();
    await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await pickInput(session).focus();
    await page.keyboard.press('Enter');
    await rows().first().waitFor({ state: 'hidden' });
    await told('passes under the filter');
    await workbench.screenshot('diagnose-passed');
    const text = await source();
    assert.match(text, /^ {8}\(libc::SYS_clock_nanosleep, vec!\[\]\),$/m);
    assert.match(text, /^ {8}and!\[Cond::new\(1, ArgLen::Dword, Eq, KVM_CHECK_EXTENSION\)\?\],$/m);
    assert.match(text, /^ {8}SeccompAction::Trap,$/m);
    const showChanges = page.locator('.notification-list-item a.monaco-button', {
      hasText: 'Show Changes',
    });
    await showChanges.click();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('diagnose-changes');
  });
});
