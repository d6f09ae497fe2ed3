import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { becomes } from './again';
import { openEditor, picturedIfFailed, type Session } from './driver';

const SETTINGS = {
  'seccompLens.logFiles': ['logs/*.log', 'logs/kernel.log'],
  'seccompLens.kernelLog': 'follow',
};

describe('a person opens a workspace that is not trusted', () => {
  let session: Session;

  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      size: { width: 1280, height: 1000 },
      restricted: true,
      prepare: (folder) =>
        writeFile(path.join(folder, '.vscode/settings.json'), JSON.stringify(SETTINGS)),
    });
    await session.workbench.openContainer('Seccomp Lens');
    await session.workbench.unfoldView('Sources');
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const sources = () => session.workbench.treeRows('Sources');
  const says = (label: string, words: string) =>
    sources().filter({ hasText: label }).filter({ hasText: words }).waitFor();

  test('its settings have no log read and nothing started; allowlists are read', async () => {
    const { page, workbench } = session;
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await says('Terminals', 'reading');
    await workbench.treeRows('Allowlist').filter({ hasText: 'filter.rs' }).first().waitFor();
    await becomes(
      'the four sources of any window',
      async () => (await sources().locator('.label-name').allInnerTexts()).join(),
      (labels) => labels === 'Terminals,Tasks,Debug console,Kernel log',
    );
    await says('Kernel log', 'off');
    assert.equal(await workbench.treeRows('Traps').count(), 0);
    await workbench.screenshot('restricted');
  });

  test('nor does a click start anything: the person is told why', async () => {
    await session.workbench.runCommand('Seccomp Lens: Follow the Kernel Log');
    await session.workbench.runCommand('Notifications: Show Notifications');
    const told = session.workbench.notifications().filter({ hasText: 'not trusted' });
    await told.waitFor();
    await says('Kernel log', 'off');
    await session.workbench.screenshot('restricted-kernel-log');
    await session.workbench.runCommand('Notifications: Clear All Notifications');
    await session.workbench.runCommand('Seccomp Lens: Diagnose…');
    await session.workbench.runCommand('Notifications: Show Notifications');
    await told.filter({ hasText: 'Nothing is started' }).waitFor();
  });

  test('trusted, the logs that it names are read', async () => {
    const { page, workbench } = session;
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await page
      .locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' })
      .first()
      .click();
    await says('logs/kernel.log', '2 records');
    await says('logs/program.log', '2 records');
  });
});
