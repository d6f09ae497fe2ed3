import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { addressOf } from './editor/browser';
import { installedEditor } from './editor/install';
import { buildPackages } from './editor/needs';
import { newestPin, pinOf } from './editor/pins';
import { startServer } from './editor/server';
import { buildAll } from './lib/build';
import { ensurePackages, packagesOf } from './lib/debian';
import { desktopCode, type DesktopCode } from './lib/desktop-code';
import { projectRoot, scratchFolder } from './lib/paths';
import { Processes } from './lib/processes';
import { temporaryFolder } from './lib/temporary';

const HELP = `npm start -- [options]

Builds the extension and opens a real VS Code with it on a copy of examples/first-trap: the desktop
VS Code where there is one, else the browser build on this machine's loopback interface.

  --fresh            begin with a new copy of the example
  --browser          the browser build, also where a desktop VS Code is there
  --editor VERSION   the browser build of this VS Code
  --port PORT        the browser build's port; a free one by default
  --help`;

const say = (line: string) => {
  console.log(line);
};

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fresh: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      editor: { type: 'string' },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return;
  }
  const port = values.port === undefined ? undefined : portNumber(values.port);
  const processes = new Processes();
  say('Building …');
  const broken = await buildAll(processes);
  if (broken !== null) throw new Error(broken);
  const folder = await exampleCopy(values.fresh);

  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  const wantsBrowser = values.browser || values.editor !== undefined || !display;
  const desktop = wantsBrowser ? null : desktopCode();
  if (desktop === null) await inBrowser(processes, folder, values.editor, port);
  else await onDesktop(processes, desktop, folder);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`--port takes a number from 1 to 65535, not '${text}'.`);
}

/** The example is edited by whoever tries it, so a copy is opened and the tree stays as it is. */
async function exampleCopy(fresh: boolean): Promise<string> {
  const copy = path.join(scratchFolder, 'start', 'first-trap');
  const where = path.relative(projectRoot, copy);
  if (fresh) await rm(copy, { recursive: true, force: true });
  if (existsSync(copy)) {
    say(`Opening ${where} as you left it ('npm start -- --fresh' begins anew).`);
  } else {
    await cp(path.join(projectRoot, 'examples', 'first-trap'), copy, {
      recursive: true,
      filter: (source) => path.basename(source) !== 'target',
    });
    say(`Opening ${where}, a copy of examples/first-trap: edit it as you like.`);
  }
  return copy;
}

async function onDesktop(processes: Processes, code: DesktopCode, folder: string): Promise<void> {
  const args = ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, folder];
  const done = await processes.run(code.command, args, { limitMs: 60_000 });
  if (done.code !== 0) throw new Error(`'${code.command}' failed:\n${done.output}`);
  say(`Opened in ${code.executable}.`);
}

async function inBrowser(
  processes: Processes,
  folder: string,
  version: string | undefined,
  port: number | undefined,
): Promise<void> {
  const lacking = await ensurePackages(processes, packagesOf([buildPackages]), say);
  if (lacking !== null) throw new Error(lacking);
  const pin = version === undefined ? newestPin() : pinOf(version);
  const editor = await installedEditor(processes, pin, say);
  const home = temporaryFolder('start');
  const server = await startServer(processes, editor, {
    home: home.path,
    ...(port === undefined ? {} : { port }),
  });
  say(`\nVS Code ${editor.version} is ready. Open this in a browser; Ctrl+C ends it:\n`);
  say(`  ${addressOf(server, { folder, extension: projectRoot })}\n`);
  await server.ended;
  throw new Error(`VS Code ended by itself:\n${server.output()}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
