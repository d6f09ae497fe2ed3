import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { again } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';

/** As an awk line prints it that splits at brackets, blanks and commas. */
const HISTOGRAM = `TCGETS 14
KVM_RUN 120
KVM_GET_API_VERSION 2
_IOC(_IOC_WRITE 21953
`;

describe('a person decodes a histogram of requests', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      prepare: (folder) => writeFile(path.join(folder, 'histogram.txt'), HISTOGRAM),
    });
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  test('each request is explained, the most frequent first, and a cut one is said to be cut', async () => {
    const { workbench, page } = session;
    const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: '×' });
    const expected = [
      /^_IOC\(_IOC_WRITE[\s\S]*awk cut/,
      /^KVM_RUN[\s\S]*0xae80 [\s\S]*×120/,
      /^TCGETS[\s\S]*0x5401/,
      /^KVM_GET_API_VERSION[\s\S]*allowed in src\/filter\.rs/,
    ];
    await again(async (timeout) => {
      await workbench.openFile('histogram.txt');
      await page.keyboard.press('Control+a');
      await workbench.runCommand('Seccomp Lens: Decode Selection');
      await rows.nth(3).waitFor({ timeout });
      const said = await rows.allInnerTexts();
      await workbench.screenshot('histogram');
      await page.keyboard.press('Escape');
      assert.equal(said.length, expected.length);
      // The sources may not have been read yet.
      for (const [i, pattern] of expected.entries()) assert.match(said[i]?.trim() ?? '', pattern);
    });
  });
});
