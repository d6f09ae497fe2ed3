import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openEditor, type Session } from '../../test/e2e/driver';
import { buildAll } from '../lib/build';
import { ensurePackages, packagesOf } from '../lib/debian';
import { cacheFolder, projectRoot } from '../lib/paths';
import { Processes } from '../lib/processes';
import { temporaryFolder } from '../lib/temporary';
import { Recorder } from './recorder';

const SIZE = { width: 1200, height: 750 };
/** For a viewer to read what has come. */
const READ_MS = 1800;
const TYPE_MS = 45;

/**
 * `npm run demo`: records docs/images/demo.gif in the real editor. The example's program runs and is
 * refused two calls, one behind the other; each is allowed by the decoder's button.
 */
async function main(): Promise<void> {
  const processes = new Processes();
  const packages = packagesOf([path.join(projectRoot, 'scripts', 'demo', 'packages.txt')]);
  const lacking = await ensurePackages(processes, packages, (line) => {
    console.log(line);
  });
  const broken = lacking ?? (await buildAll(processes));
  if (broken !== null) throw new Error(broken);
  const frames = temporaryFolder('demo');
  // Built before: what cargo prints of a first build is not the story.
  const target = path.join(cacheFolder(), 'example-target');
  const example = path.join(projectRoot, 'examples', 'first-trap');
  const built = await processes.run('cargo', ['build', '--target-dir', target], {
    cwd: example,
    limitMs: 5 * 60_000,
  });
  if (built.code !== 0) throw new Error(built.output);
  process.env['CARGO_TARGET_DIR'] = target;
  const session = await openEditor({
    workspace: 'examples/first-trap',
    // The logs that the example brings would tell the end of the story.
    prepare: (folder) => writeFile(path.join(folder, '.vscode', 'settings.json'), '{}'),
    settings: { 'editor.minimap.enabled': false, 'editor.fontSize': 13 },
    size: SIZE,
  });
  try {
    await prepare(session);
    const recorder = await Recorder.start(session.page, frames.path);
    await story(session);
    const file = path.join(projectRoot, 'docs', 'images', 'demo.gif');
    await recorder.finish(processes, file);
    console.log(file);
  } finally {
    await session.close();
    await frames.remove();
  }
}

async function prepare({ workbench, page }: Session): Promise<void> {
  await workbench.openContainer('Seccomp Lens');
  await workbench.openFile('filter.rs');
  await workbench.goTo(36, 4);
  await workbench.treeRows('Allowlist').filter({ hasText: 'worker_rules' }).first().waitFor();
  // The decoder gets the room.
  await page.locator('.pane-header[aria-label^="Allowlist"]').click();
  await workbench.runCommand('Terminal: Create New Terminal');
  await delay(READ_MS);
}

async function story(session: Session): Promise<void> {
  for (const call of ['clock_nanosleep', 'ioctl(KVM_CHECK_EXTENSION)']) {
    await run(session);
    const trap = session.workbench.treeRows('Traps').filter({ hasText: call }).first();
    await trap.waitFor();
    await delay(READ_MS);
    await trap.click();
    const panel = await session.workbench.webview(`h1:has-text("${call}")`);
    await delay(READ_MS);
    await panel.locator('vscode-button, button').filter({ hasText: 'Allow' }).first().click();
    await session.workbench.editor('filter.rs').click({ position: { x: 300, y: 40 } });
    await session.page.keyboard.press('Control+s');
    await delay(READ_MS);
  }
  await run(session);
  await delay(2 * READ_MS);
}

async function run({ page }: Session): Promise<void> {
  const input = page.locator('.terminal-wrapper.active textarea.xterm-helper-textarea');
  await input.focus();
  await page.keyboard.type('cargo run -q', { delay: TYPE_MS });
  await page.keyboard.press('Enter');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
