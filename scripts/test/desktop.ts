import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { buildAll } from '../lib/build';
import { findCommand } from '../lib/debian';
import { desktopCode } from '../lib/desktop-code';
import { projectRoot, scratchFolder } from '../lib/paths';
import { Processes } from '../lib/processes';
import { bundleSuite, suiteMain } from './bundle';
import { outcomeOf, readResults, suiteEnvironment, suiteScratch } from './vscode-suite';

/**
 * `npm run test:desktop`: the suite inside a desktop VS Code, started by `@vscode/test-electron`.
 * The VS Code is `$VSCODE_EXECUTABLE`, else the one whose `code` is on PATH, else a download.
 */
async function main(): Promise<void> {
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    throw new Error(
      findCommand('xvfb-run') === null
        ? 'A desktop VS Code needs a display, and there is none. On Debian: apt-get install xvfb, then xvfb-run -a npm run test:desktop'
        : 'A desktop VS Code needs a display, and there is none: run xvfb-run -a npm run test:desktop',
    );
  }
  const executable = await desktopExecutable();
  console.log(`Desktop VS Code: ${executable}`);
  const broken = await buildAll(new Processes());
  if (broken !== null) throw new Error(broken);
  await bundleSuite();
  const scratch = await suiteScratch();
  try {
    const ending = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: suiteMain,
      extensionTestsEnv: suiteEnvironment(scratch, {
        grep: null,
        without: process.env['SECCOMP_LENS_WITHOUT'] ?? '',
      }),
      launchArgs: [
        scratch.workspace,
        `--user-data-dir=${scratch.home}`,
        '--disable-extensions',
        '--disable-workspace-trust',
        // Root, as in containers, cannot use Chromium's sandbox.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    }).then(
      (code) => `exited with ${code}`,
      (error: unknown) => `ended: ${String(error)}`,
    );
    const outcome = outcomeOf('desktop', await readResults(scratch.results), ending);
    for (const { title, details } of outcome.failed) console.log(`✖ ${title}\n${details}`);
    for (const title of outcome.left) console.log(`  left out: ${title}`);
    console.log(`${outcome.passed} passed, ${outcome.failed.length} failed`);
    process.exitCode = outcome.failed.length > 0 || outcome.passed === 0 ? 1 : 0;
  } finally {
    await scratch.remove();
  }
}

async function desktopExecutable(): Promise<string> {
  const found = process.env['VSCODE_EXECUTABLE'] ?? desktopCode()?.executable;
  if (found !== undefined) return found;
  try {
    return await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: `${scratchFolder}/vscode-test`,
    });
  } catch (error) {
    throw new Error(
      "No desktop VS Code is here and none could be downloaded, so the suite did not run on a desktop: install VS Code, or name its program in VSCODE_EXECUTABLE. 'npm test' runs the same suite in the server build.",
      { cause: error },
    );
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof Error && error.cause instanceof Error)
    console.error(`(${error.cause.message})`);
  process.exitCode = 1;
});
