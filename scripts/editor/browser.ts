import { chromium, type Browser } from 'playwright-core';
import { findCommand } from '../lib/debian';
import type { EditorServer } from './server';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What the page of an editor is to open. */
export interface Address {
  /** The folder to open, absolute; or a .code-workspace file, which names several. */
  readonly folder: string;
  /** The extension under development, absolute; null where it is installed. */
  readonly extension: string | null;
  /** The tests' main file, absolute; without it the editor is only opened. */
  readonly tests?: string;
}

/** The address that opens a folder with an extension under development. */
export function addressOf(
  server: Pick<EditorServer, 'authority' | 'token'>,
  address: Address,
): string {
  const remote = (file: string) => `vscode-remote://${server.authority}${encodeURI(file)}`;
  const payload = [
    ...(address.extension === null
      ? []
      : [['extensionDevelopmentPath', remote(address.extension)]]),
    ...(address.tests === undefined ? [] : [['extensionTestsPath', remote(address.tests)]]),
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({
    tkn: server.token,
    [address.folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: address.folder,
    payload: JSON.stringify(payload),
  });
  return `http://${server.authority}/?${query.toString().replaceAll('+', '%20')}`;
}

/**
 * Starts a headless Chromium: `$SECCOMP_LENS_CHROMIUM`, else the system's.
 * @throws Error that says how to get one
 */
export async function launchBrowser(): Promise<Browser> {
  const candidates = [
    process.env['SECCOMP_LENS_CHROMIUM'] ?? null,
    ...COMMANDS.map((name) => findCommand(name)),
  ];
  const executablePath = candidates.find((file) => file !== null);
  if (!executablePath) {
    throw new Error('No Chromium was found. On Debian: apt-get install chromium');
  }
  return chromium.launch({
    executablePath,
    timeout: 180_000,
    args: [
      // Root (as in most containers) cannot use Chromium's sandbox; only our own pages are opened.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
