import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Processes } from '../lib/processes';
import type { Editor } from './install';

const START_LIMIT_MS = 180_000;

/** What one run of an editor starts from. */
export interface ServerOptions {
  /** A folder for its settings, state and extensions; made where it is absent. */
  readonly home: string;
  /** The user's settings, as in settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server and so of the extension host and the terminals. */
  readonly env?: Readonly<Record<string, string>>;
  /** True: no workspace is trusted until a person says so; else all are. */
  readonly restricted?: boolean;
  /** A free one is taken when absent. */
  readonly port?: number;
  /** The display language, `de`: as if its language pack was installed. English when absent. */
  readonly language?: string;
}

/** A running editor server. */
export interface EditorServer {
  /** What stands in the page's address: 'localhost:PORT'. */
  readonly authority: string;
  /** Without it the server answers nobody: other users of the machine reach its port too. */
  readonly token: string;
  /** Resolves when the server has ended by itself. */
  readonly ended: Promise<unknown>;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Nothing that asks, updates, animates or reaches out: what a test looks at is the extension. */
const QUIET: Readonly<Record<string, unknown>> = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Restricted Mode without being asked about it first. */
const RESTRICTED: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/** Starts an editor's server on the loopback interface and waits until it answers. */
export async function startServer(
  processes: Processes,
  editor: Editor,
  options: ServerOptions,
): Promise<EditorServer> {
  const in_ = (name: string) => path.join(options.home, name);
  await mkdir(in_('user/User'), { recursive: true });
  await writeFile(
    in_('user/User/settings.json'),
    JSON.stringify(
      { ...QUIET, ...(options.restricted && RESTRICTED), ...options.settings },
      null,
      2,
    ),
  );
  if (options.language !== undefined) await addLanguagePack(in_('user'), options.language);
  const token = randomBytes(16).toString('hex');
  await writeFile(in_('token'), token, { mode: 0o600 });
  const port = options.port ?? (await freePort());
  const server = processes.start(
    editor.node,
    [
      editor.main,
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--user-data-dir', in_('user'), '--server-data-dir', in_('server')],
      ...['--extensions-dir', in_('extensions')],
      ...['--connection-token-file', in_('token'), '--accept-server-license-terms'],
      // Newer builds take an extension under development from the address only with this.
      '--enable-smoke-test-driver',
      '--disable-telemetry',
      ...(options.restricted ? [] : ['--disable-workspace-trust']),
      ...(options.language === undefined ? [] : ['--locale', options.language]),
    ],
    { env: editorEnvironment(options.env ?? {}) },
  );
  const authority = `localhost:${port}`;
  try {
    await answering(`http://127.0.0.1:${port}/version`, server.ended);
  } catch (error) {
    await server.stop();
    throw new Error(`VS Code ${editor.version} did not start:\n${server.output()}`, {
      cause: error,
    });
  }
  return {
    authority,
    token,
    ended: server.ended,
    output: () => server.output(),
    stop: () => server.stop(),
  };
}

/**
 * Installs a package as a user does by "Install from VSIX".
 * @param home the folder that the server is to start from
 * @throws Error with what the editor said
 */
export async function installPackage(
  processes: Processes,
  editor: Editor,
  home: string,
  vsix: string,
): Promise<void> {
  const done = await processes.run(
    editor.node,
    [
      ...[editor.main, '--install-extension', vsix, '--force', '--accept-server-license-terms'],
      ...['--extensions-dir', path.join(home, 'extensions')],
      ...['--server-data-dir', path.join(home, 'server')],
    ],
    { env: editorEnvironment({}), limitMs: START_LIMIT_MS },
  );
  if (done.code !== 0) throw new Error(`${vsix} was not installed:\n${done.output}`);
}

/**
 * What an installed language pack leaves for the server, without which it shows English whatever its
 * locale is (resolveNLSConfiguration in vs/base/node/nls.ts; languagePacks.ts writes the list). This
 * one has no text: the editor's own stay English, extensions are told the language.
 */
async function addLanguagePack(userData: string, language: string): Promise<void> {
  const texts = path.join(userData, `language-pack-${language}.json`);
  await writeFile(texts, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extension = { extensionIdentifier: { id: `language-pack-${language}` }, version: '1.0.0' };
  const pack = {
    hash: language,
    label: language,
    extensions: [extension],
    translations: { vscode: texts },
  };
  await writeFile(path.join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** The own environment, less what npm and an editor around us put there for themselves. */
function editorEnvironment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|TERM_PROGRAM)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...added };
}

/** A port of the loopback interface that nobody listens on. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port was given.');
  return address.port;
}

async function answering(url: string, ended: Promise<unknown>): Promise<void> {
  const deadline = AbortSignal.timeout(START_LIMIT_MS);
  const dead = ended.then(() => {
    throw new Error('The server ended.');
  });
  dead.catch(() => undefined);
  const answered = async () => {
    for (;;) {
      deadline.throwIfAborted();
      const response = await fetch(url, { signal: deadline }).catch(() => null);
      if (response?.ok === true) return;
      await delay(50, undefined, { signal: deadline });
    }
  };
  await Promise.race([answered(), dead]);
}
