import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SuiteResults } from '../../test/vscode/results-file';
import { addressOf, launchBrowser } from '../editor/browser';
import type { Editor } from '../editor/install';
import { startServer, type EditorServer } from '../editor/server';
import { projectRoot, scratchFolder } from '../lib/paths';
import type { Processes } from '../lib/processes';
import { temporaryFolder } from '../lib/temporary';
import { suiteMain } from './bundle';
import { EXCLUDED, failure, nothing, skippedFailure, type Failure, type Outcome } from './outcome';
import { toSourceLines } from './source-lines';

/** A folder of its own for one run of the suite, with a copy of the test workspace. */
export interface SuiteScratch {
  readonly workspace: string;
  /** Where the suite writes its results. */
  readonly results: string;
  /** For the editor's own state. */
  readonly home: string;
  remove(): Promise<void>;
}

/** Lays out a fresh scratch folder. */
export async function suiteScratch(): Promise<SuiteScratch> {
  const temporary = temporaryFolder('suite');
  const root = temporary.path;
  const workspace = path.join(root, 'workspace');
  await cp(path.join(projectRoot, 'test', 'vscode', 'workspace'), workspace, { recursive: true });
  return {
    workspace,
    results: path.join(root, 'results.json'),
    home: path.join(root, 'home'),
    remove: () => temporary.remove(),
  };
}

/** Which tests of the suite are run. */
export interface SuiteChoice {
  /** Those whose title matches; null for all. */
  readonly grep: string | null;
  /** Not those that need these capabilities: names parted by commas. */
  readonly without: string;
}

/** The environment through which the suite learns where to write and what to run. */
export function suiteEnvironment(
  scratch: SuiteScratch,
  { grep, without }: SuiteChoice,
): Record<string, string> {
  return {
    SECCOMP_LENS_TEST_RESULTS: scratch.results,
    SECCOMP_LENS_TEST_GREP: grep ?? '',
    SECCOMP_LENS_WITHOUT: without,
  };
}

/**
 * Runs the bundled suite in an editor's extension host, the way `@vscode/test-electron` does on a
 * desktop: the page asks the server for the extension and its tests. What the editor said is kept
 * in the scratch folder of the project and shown when something failed.
 * @param name of the file in which it is kept
 */
export async function runVscodeSuite(
  processes: Processes,
  editor: Editor,
  limitMs: number,
  choice: SuiteChoice,
  name = `vscode-${editor.version}`,
): Promise<Outcome> {
  const scratch = await suiteScratch();
  const said: string[] = [];
  const server = await startServer(processes, editor, {
    home: scratch.home,
    env: suiteEnvironment(scratch, choice),
  });
  try {
    const ending = await openSuite(server, scratch, said, limitMs);
    const outcome = outcomeOf(editor.version, await readResults(scratch.results), ending);
    const log = await keepLog(name, said, server.output());
    if (outcome.failed.length === 0) return outcome;
    const [first, ...rest] = outcome.failed;
    const details = `${first?.details ?? ''}\nWhat the editor said is in ${log}`;
    return { ...outcome, failed: [{ title: '', ...first, details }, ...rest] };
  } finally {
    await server.stop();
    await scratch.remove();
  }
}

/** Opens the page and waits for the suite's end. @returns how it ended, in words */
async function openSuite(
  server: EditorServer,
  scratch: SuiteScratch,
  said: string[],
  limitMs: number,
): Promise<string> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('console', (message) => said.push(`[page ${message.type()}] ${message.text()}`));
    let exited: (code: unknown) => void = () => undefined;
    const exit = new Promise<string>((resolve) => {
      exited = (code) => {
        resolve(code === 0 ? 'exited' : `exited with ${String(code)}`);
      };
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      said.push(`[${type}] ${args.map((arg) => String(arg)).join(' ')}`);
    });
    await page.exposeFunction('codeAutomationExit', (code: unknown) => {
      exited(code);
    });
    const crashed = new Promise<string>((resolve) => {
      page.once('crash', () => {
        resolve('the page crashed');
      });
      browser.once('disconnected', () => {
        resolve('the browser died');
      });
    });
    // It holds nobody up: where the page does not open, the run is over.
    const limit = delay(
      limitMs,
      `was ended by the time limit of ${Math.round(limitMs / 1000)} seconds`,
      { ref: false },
    );
    await page.goto(
      addressOf(server, { folder: scratch.workspace, extension: projectRoot, tests: suiteMain }),
      { timeout: 180_000 },
    );
    const gone = server.ended.then(() => 'the server died');
    return await Promise.race([exit, crashed, gone, limit]);
  } finally {
    await browser.close();
  }
}

/** The results as far as they were written; null when the suite never began. */
export async function readResults(file: string): Promise<SuiteResults | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as SuiteResults);
}

/** Counts the results of a suite that came to an end in the way that `ending` says. */
export function outcomeOf(where: string, results: SuiteResults | null, ending: string): Outcome {
  const title = (name: string) => `VS Code ${where}: ${name}`;
  if (results === null) return failure(title('the suite'), `It never began: the editor ${ending}.`);
  const failed: Failure[] = [
    ...results.failed.map(({ title: name, error }) => ({
      title: title(name),
      details: toSourceLines(error, path.dirname(suiteMain)),
      // After a hook that failed, the rest of its tests was not run.
      ...(!isHook(name) && { again: name }),
    })),
    ...results.skipped.filter(isForgotten).map((name) => skippedFailure(title(name))),
  ];
  if (!results.finished) {
    const during = results.running === null ? 'between tests' : `in '${results.running}'`;
    failed.push({
      title: title('the suite'),
      details: `It stopped ${during}: the editor ${ending}.`,
    });
  }
  const left = results.skipped.filter((name) => !isForgotten(name)).map(title);
  return { ...nothing, passed: results.passed.length, failed, left };
}

/** Mocha's own title of what is done before and after tests. */
function isHook(title: string): boolean {
  return /"(?:before|after) (?:each|all)" hook/.test(title);
}

/** Mocha gives no reason for a skipped test: one that was left out by choice has it in its title. */
function isForgotten(title: string): boolean {
  return !title.includes(EXCLUDED);
}

async function keepLog(name: string, said: string[], server: string): Promise<string> {
  const file = path.join(scratchFolder, 'test', `${name}.log`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${said.join('\n')}\n--- server\n${server}`);
  return path.relative(projectRoot, file);
}
