import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { again, becomes } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';

/** Enough for a page of rows and more, each trap of a thread of its own. */
const KNOWN = 60;
const CHOSEN = 'thread-30';
/** What comes while a person looks at the chosen row: new threads among those that are known. */
const BURST = 3000;
const THREADS = 400;

const records = (from: number, count: number): string =>
  Array.from({ length: count }, (_, at) => from + at)
    .map(
      (serial) =>
        `audit: type=1326 audit(1795502300.100:${1000 + serial}): auid=0 uid=0 gid=0 ses=1 pid=77 ` +
        `comm="thread-${serial % THREADS}" exe="/opt/vmm" sig=31 arch=c000003e syscall=41 compat=0 ` +
        'ip=0x7f code=0x80000000\n',
    )
    .join('');

describe('rows stay where they are', () => {
  let session: Session;

  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1280, height: 1000 },
    });
    await session.workbench.openContainer('Seccomp Lens');
    await session.workbench.foldView('Allowlist');
    await session.workbench.unfoldView('Sources');
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const log = () => path.join(session.folder, 'logs/kernel.log');
  const chosen = () =>
    session.workbench.treeRows('Traps').and(session.page.locator(`[aria-label*="${CHOSEN} "]`));
  /** Where the row is and whether it is selected; null while it is drawn anew. */
  const state = async () => {
    const box = await chosen()
      .boundingBox({ timeout: 1000 })
      .catch(() => null);
    const look = await chosen()
      .getAttribute('class', { timeout: 1000 })
      .catch(() => null);
    return box && look !== null ? { y: box.y, selected: look.includes(' selected') } : null;
  };

  test('a burst of records moves neither the rows that are looked at nor the selection', async () => {
    const { page, workbench } = session;
    await appendFile(log(), records(0, KNOWN));
    const list = page.locator('.pane:has(.pane-header[aria-label^="Traps"]) .monaco-list');
    const drawn = async () => {
      const rows = await workbench.treeRows('Traps').all();
      return (await Promise.all(rows.map((row) => row.getAttribute('data-index')))).join();
    };
    // With the four that the example has.
    await workbench
      .badge('Seccomp Lens')
      .filter({ hasText: String(KNOWN + 4) })
      .waitFor();
    while (!(await chosen().isVisible())) {
      const now = await drawn();
      // A turn of the wheel goes to what is under the mouse by then, and may be a hover's.
      await again(async (timeout) => {
        await page.mouse.move(0, 0);
        await list.hover({ timeout });
        await page.mouse.wheel(0, 110);
        await becomes('rows further down', drawn, (then) => then !== now, timeout);
      });
    }
    await again(async (timeout) => {
      await chosen().click({ timeout });
      await chosen().and(page.locator('.selected')).waitFor({ timeout });
    });
    const before = await becomes('a selected row', state, (now) => now?.selected === true);

    await appendFile(log(), records(KNOWN, BURST));
    const read = workbench.treeRows('Sources').filter({ hasText: 'logs/kernel.log' });
    const all = read.filter({ hasText: /\b3,?\d\d\d records/ });
    const seen = [];
    do seen.push(await state());
    while (!(await all.isVisible()));
    // The last redraw.
    await chosen()
      .filter({ hasText: `×${1 + Math.floor((KNOWN + BURST - 31) / THREADS)}` })
      .waitFor();
    const isAsBefore = (now: object | null) => JSON.stringify(now) === JSON.stringify(before);
    assert.deepEqual(
      seen.filter((each) => each !== null && !isAsBefore(each)),
      [],
    );
    await becomes('the row as it was', state, isAsBefore);
  });

  test('a row that is clicked on stays in sight when the decoder unfolds', async () => {
    const { page, workbench } = session;
    await workbench.foldView('Sources');
    await workbench.foldView('Decoder');
    const list = page.locator('.pane:has(.pane-header[aria-label^="Traps"]) .monaco-list');
    const lowest = async () => {
      const end = await endOf(list);
      const rows = await workbench.treeRows('Traps').all();
      const ends = await Promise.all(rows.map(endOf));
      const inside = rows.filter((_, at) => (ends[at] ?? Infinity) <= end);
      return (await inside.at(-1)?.getAttribute('aria-label')) ?? null;
    };
    const label = await becomes('the lowest row', lowest, (name) => name !== null);
    const row = workbench.treeRows('Traps').and(page.locator(`[aria-label="${label}"]`));
    const unfolded = await endOf(list);
    await again(async (timeout) => {
      await row.click({ timeout });
      const open = page.locator('.pane-header[aria-label^="Decoder"][aria-expanded="true"]');
      await open.waitFor({ timeout });
    });
    await becomes(
      'the list above the decoder',
      () => endOf(list),
      (end) => end < unfolded,
    );
    await becomes(
      'the row in sight',
      async () => (await endOf(row)) - (await endOf(list)),
      (below) => below <= 0,
    );
    await row.and(page.locator('.selected')).waitFor();
    await workbench.screenshot('traps-row-in-sight');
  });

  test('the last row says how many have none, as more come', async () => {
    const { page, workbench } = session;
    const list = page.locator('.pane:has(.pane-header[aria-label^="Traps"]) .monaco-list');
    const hidden = (count: number) =>
      workbench.treeRows('Traps').filter({ hasText: `${count} more refused calls` });
    // With the four that the example has, less those that have a row.
    const rest = THREADS + 4 - 200;
    await list.focus();
    await again(async (timeout) => {
      await list.press('End', { timeout });
      await hidden(rest).waitFor({ timeout });
    });
    await appendFile(log(), records(KNOWN + BURST, 1).replaceAll('thread-', 'late-'));
    await hidden(rest + 1).waitFor();
  });
});

/** How far down it ends; Infinity where it is not drawn. */
async function endOf(it: Locator): Promise<number> {
  const box = await it.boundingBox({ timeout: 1000 }).catch(() => null);
  return box ? box.y + box.height : Infinity;
}
