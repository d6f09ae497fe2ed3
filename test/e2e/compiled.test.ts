import assert from 'node:assert/strict';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Processes } from '../../scripts/lib/processes';
import { temporaryFolder } from '../../scripts/lib/temporary';
import { pack } from '../../scripts/package/make';
import { openEditor } from './driver';

/** What the installed extension's windows compile is kept for those that are opened later. */
describe('a person opens a window again', () => {
  const folder = temporaryFolder('again');
  const vsix = path.join(folder.path, 'seccomp-lens.vsix');
  const home = path.join(folder.path, 'home');
  const kept = path.join(home, 'user/User/globalStorage/seccomp-lens.seccomp-lens/compiled');

  before(() => pack(new Processes(), vsix, null));
  after(() => folder.remove());

  /** Until traps and lists are shown, and longer where something is to be waited for. */
  const opened = async (until: () => Promise<void>) => {
    const session = await openEditor({ workspace: 'examples/first-trap', vsix, home });
    const { workbench } = session;
    try {
      await workbench.openContainer('Seccomp Lens');
      await workbench.treeRows('Traps').filter({ hasText: 'clock_nanosleep' }).first().waitFor();
      await workbench.treeRows('Allowlist').filter({ hasText: 'worker_rules' }).waitFor();
      await until();
    } finally {
      await session.close();
    }
  };

  /** When each was written, by name. */
  const written = async (): Promise<Readonly<Record<string, bigint>>> => {
    const names = await readdir(kept).catch(() => []);
    const times = names.map(async (name) => {
      const { mtimeNs } = await stat(path.join(kept, name), { bigint: true });
      return [name, mtimeNs] as const;
    });
    return Object.fromEntries(await Promise.all(times));
  };

  /** @throws where nobody writes it in a minute */
  const rewritten = async (name: string, before?: bigint) => {
    const limit = AbortSignal.timeout(60_000);
    while (((await written())[name] ?? before) === before)
      await delay(200, undefined, { signal: limit });
  };

  test('the second takes what the first compiled, but for what is damaged', async () => {
    await opened(async () => {
      await rewritten('extension.js.v8');
      await rewritten('policy.js.v8');
    });
    const first = await written();
    const file = await open(path.join(kept, 'policy.js.v8'), 'r+');
    await file.write(Buffer.from('damaged'), 0, 7, 20_000);
    await file.close();
    const damaged = (await written())['policy.js.v8'];
    await opened(() => rewritten('policy.js.v8', damaged));
    const second = await written();
    assert.deepEqual(Object.keys(second), Object.keys(first));
    assert.equal(second['extension.js.v8'], first['extension.js.v8']);
    assert.equal(second['decoder.js.v8'], first['decoder.js.v8']);
  });
});
