import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { Processes } from '../../scripts/lib/processes';
import { temporaryFolder } from '../../scripts/lib/temporary';
import { pack } from '../../scripts/package/make';
import { openEditor, picturedIfFailed, type Session } from './driver';

/** The same package that `npm run package` makes, installed as a user does it. */
describe('a person installs the package', () => {
  const folder = temporaryFolder('installed');
  let session: Session;

  before(async () => {
    const vsix = path.join(folder.path, 'seccomp-lens.vsix');
    await pack(new Processes(), vsix, null);
    session = await openEditor({ workspace: 'examples/first-trap', vsix });
  });
  after(async () => {
    await session.close();
    await folder.remove();
  });
  afterEach((t) => picturedIfFailed(session, t));

  const traps = () => session.workbench.treeRows('Traps');

  test('the traps of the logs are there, decoded', async () => {
    await session.workbench.openContainer('Seccomp Lens');
    await traps().filter({ hasText: 'clock_nanosleep' }).first().waitFor();
    await session.workbench.treeRows('Allowlist').filter({ hasText: 'worker_rules' }).waitFor();
    await session.workbench.screenshot('installed');
  });

  test('the fix on the line of the log allows the call', async () => {
    const { workbench } = session;
    await workbench.openFile('kernel.log');
    const log = await readFile(path.join(session.folder, 'logs/kernel.log'), 'utf8');
    const line = log.split('\n').findIndex((each) => each.includes('syscall=230 '));
    const column = log.split('\n')[line]?.indexOf('230 ') ?? 0;
    await workbench.goTo(line + 1, column + 1);
    await workbench.quickFixes();
    await workbench.takeQuickFix('Allow clock_nanosleep in worker_rules (filter.rs)');
    await workbench.editor('filter.rs').locator('.view-line').first().waitFor();
    await workbench.save(
      path.join(session.folder, 'src/filter.rs'),
      /^ {8}\(libc::SYS_clock_nanosleep, vec!\[\]\),$/m,
    );
  });

  test('a command in the terminal is watched', async () => {
    const { workbench } = session;
    // VS Code gives no output of a command that is over within one read of the terminal.
    await workbench.typeInTerminal(
      "sleep 1; echo '[ERROR][HYPERLIGHT] Disallowed Syscall: 39'; sleep 60",
    );
    await traps().filter({ hasText: 'getpid' }).first().waitFor();
    await workbench.screenshot('installed-terminal');
  });
});
