import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { SuiteContext, TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { addressOf, launchBrowser } from '../../scripts/editor/browser';
import { installedEditor } from '../../scripts/editor/install';
import { newestPin, pinOf } from '../../scripts/editor/pins';
import { installPackage, startServer, type EditorServer } from '../../scripts/editor/server';
import { projectRoot, scratchFolder } from '../../scripts/lib/paths';
import { Processes } from '../../scripts/lib/processes';
import { temporaryFolder } from '../../scripts/lib/temporary';
import { Workbench } from './workbench';

/** What to open. */
export interface OpenOptions {
  /** A folder of the project whose copy is opened: 'examples/first-trap'. */
  readonly workspace: string;
  /** A .code-workspace file in the copy, which is opened instead of it; `prepare` may make it. */
  readonly workspaceFile?: string;
  /** Changes the copy before the editor sees it. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** The user's settings, over quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True: the workspace is not trusted until a person says so. */
  readonly restricted?: boolean;
  /** A VS Code version that is pinned; `SECCOMP_LENS_EDITOR`, else the newest, when absent. */
  readonly version?: string;
  /** A .vsix that is installed; the extension under development when absent. */
  readonly vsix?: string;
  /** The display language, `de`; English when absent. */
  readonly language?: string;
  /** The editor's home, made where it is absent and left there: for one that is started again. */
  readonly home?: string;
  /** Changes what was installed before the editor starts: of the folder of extensions. */
  readonly installed?: (extensions: string) => Promise<void>;
  /** Added to the environment of the editor's server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The window in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Where screenshots go; `.cache/screenshots/VERSION` when absent. */
  readonly screenshots?: string;
  /** Device pixels for one CSS pixel in screenshots; 1 when absent. */
  readonly scale?: number;
}

/** An open editor with the extension under development. */
export interface Session {
  readonly version: string;
  /** The copy of the workspace that is open, absolute. */
  readonly folder: string;
  readonly workbench: Workbench;
  readonly page: Page;
  close(): Promise<void>;
}

const processes = new Processes();

/** For `afterEach`: a failed test leaves a picture of what the person saw. */
export async function picturedIfFailed(
  session: Session,
  t: TestContext | SuiteContext,
): Promise<void> {
  if (!('passed' in t) || t.passed) return;
  const name = t.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  console.log(`Seen at the failure: ${await session.workbench.screenshot(`failed-${name}`)}`);
}

/**
 * Opens a copy of a workspace in a real VS Code with this extension, as `dist` has it.
 * @throws Error when the editor does not show its workbench; what it said is in the message
 */
export async function openEditor(options: OpenOptions): Promise<Session> {
  const version = options.version ?? process.env['SECCOMP_LENS_EDITOR'];
  const pin = version === undefined ? newestPin() : pinOf(version);
  const editor = await installedEditor(processes, pin, (line) => {
    console.log(line);
  });
  const root = temporaryFolder('e2e');
  const folder = path.join(root.path, path.basename(options.workspace));
  await cp(path.join(projectRoot, options.workspace), folder, { recursive: true });
  await options.prepare?.(folder);
  let server: EditorServer | undefined;
  let browser: Browser | undefined;
  const said: string[] = [];
  const close = async () => {
    await browser?.close();
    await server?.stop();
    await root.remove();
  };
  try {
    const home = options.home ?? path.join(root.path, '.editor');
    await mkdir(home, { recursive: true });
    if (options.vsix !== undefined) await installPackage(processes, editor, home, options.vsix);
    await options.installed?.(path.join(home, 'extensions'));
    server = await startServer(processes, editor, {
      home,
      restricted: options.restricted ?? false,
      ...(options.language !== undefined && { language: options.language }),
      env: options.env ?? {},
      settings: {
        'workbench.colorTheme': 'Default Dark Modern',
        // Else a terminal draws its text as a picture, which no test can read.
        'terminal.integrated.gpuAcceleration': 'off',
        ...options.settings,
      },
    });
    browser = await launchBrowser();
    const page = await browser.newPage({
      viewport: options.size ?? { width: 1280, height: 800 },
      deviceScaleFactor: options.scale ?? 1,
    });
    page.on('console', (message) => said.push(message.text()));
    page.setDefaultTimeout(60_000);
    page.setDefaultNavigationTimeout(180_000);
    const screenshots = options.screenshots ?? path.join(scratchFolder, 'screenshots', pin.version);
    await mkdir(screenshots, { recursive: true });
    await page.goto(
      addressOf(server, {
        folder: path.join(folder, options.workspaceFile ?? ''),
        extension: options.vsix === undefined ? projectRoot : null,
      }),
    );
    const workbench = new Workbench(page, screenshots);
    await workbench.ready();
    return { version: pin.version, folder, workbench, page, close };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const log = [why, ...said.slice(-40), server?.output() ?? ''].join('\n');
    await close();
    throw new Error(`VS Code ${pin.version} did not open ${folder}:\n${log}`, { cause: error });
  }
}
