import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { openEditor, picturedIfFailed, type Session } from './driver';

const FOLDERS = ['one', 'two'];
const SOURCE = 'src/filter.rs';
const LOG = 'logs/kernel.log';

/** A record of one call by a thread. */
function record(time: number, call: number): string {
  return (
    `[  801.1] audit: type=1326 audit(${time}.100:90): auid=0 uid=0 gid=0 ses=1 pid=77 ` +
    `comm="guest" exe="/bin/vmm" sig=31 arch=c000003e syscall=${call} compat=0 ip=0x7f ` +
    'code=0x80000000\n'
  );
}

/** Two folders, each with a filter and a log of its own that its own settings name. */
async function twoFolders(folder: string): Promise<void> {
  for (const name of FOLDERS) {
    const root = path.join(folder, name);
    await mkdir(path.join(root, '.vscode'), { recursive: true });
    await mkdir(path.join(root, 'logs'));
    await writeFile(path.join(root, LOG), '');
    await cp(path.join(folder, 'src'), path.join(root, 'src'), { recursive: true });
    const settings = { 'seccompLens.logFiles': ['logs/*.log'] };
    await writeFile(path.join(root, '.vscode/settings.json'), JSON.stringify(settings));
  }
  const folders = FOLDERS.map((name) => ({ path: name }));
  await writeFile(path.join(folder, 'both.code-workspace'), JSON.stringify({ folders }));
}

describe('a person opens a workspace of two folders', () => {
  let session: Session;
  before(async () => {
    session = await openEditor({
      workspace: 'examples/first-trap',
      workspaceFile: 'both.code-workspace',
      size: { width: 1280, height: 900 },
      prepare: twoFolders,
    });
    await session.workbench.openContainer('Seccomp Lens');
  });
  after(() => session.close());
  afterEach((t) => picturedIfFailed(session, t));

  const traps = (text: string) => session.workbench.treeRows('Traps').filter({ hasText: text });
  const inEditor = (text: string) =>
    session.workbench.editor(`two/${SOURCE}`).getByText(text).first();

  test('each folder’s log is watched, and each folder’s list is shown', async () => {
    const { folder, workbench } = session;
    await appendFile(path.join(folder, 'one', LOG), record(1795502300, 230));
    await appendFile(path.join(folder, 'two', LOG), record(1795502301, 39));
    await traps('clock_nanosleep').first().waitFor();
    await traps('getpid').first().waitFor();
    // A view has only the rows that it has room for.
    await workbench.foldView('Decoder');
    const files = workbench.treeRows('Allowlist').filter({ hasText: 'filter.rs' });
    for (const name of FOLDERS) await files.filter({ hasText: `${name}/src` }).waitFor();
    await workbench.screenshot('folders');
  });

  test('the fix goes to the list that is taken, and to no other', async () => {
    const { folder, page, workbench } = session;
    await traps('getpid').first().click();
    await workbench.runCommand('Seccomp Lens: Fix Trap');
    const rows = page.locator('.quick-input-widget:visible .monaco-list-row');
    await rows.filter({ hasText: 'getpid' }).first().click();
    await rows.filter({ hasText: 'two/src' }).first().waitFor();
    await workbench.screenshot('folders-fix');
    const offered = await rows.allInnerTexts();
    const places = offered.flatMap((text) => /\w+\/src/.exec(text)?.[0] ?? []);
    assert.deepEqual(places, ['two/src', 'one/src'], 'first the folder whose log it was read in');
    await rows.filter({ hasText: 'two/src' }).first().click();
    await inEditor('SYS_getpid').waitFor();
    await workbench.save(path.join(folder, 'two', SOURCE), 'SYS_getpid');
    assert.doesNotMatch(await readFile(path.join(folder, 'one', SOURCE), 'utf8'), /SYS_getpid/);
    await workbench.screenshot('folders-fixed');
  });
});
