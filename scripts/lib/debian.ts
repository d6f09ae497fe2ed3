import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finished, Processes } from './processes';

/** For how long what another apt is doing is waited for: a machine that has just begun updates itself. */
const LOCK_SECONDS = 120;

/** One Debian package that a suite or an editor needs. */
export interface DebianPackage {
  readonly name: string;
  /** The command that shows that it is there, however it was installed; null: ask dpkg. */
  readonly command: string | null;
}

/** Reads a `packages.txt`: `package [command]` a line, `#` starts a comment. */
export function parsePackages(text: string): DebianPackage[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', command = null] = line.split(/\s+/);
      return { name, command };
    });
}

/** All that these `packages.txt` files name, each package once. @throws where one cannot be read */
export function packagesOf(files: readonly string[]): DebianPackage[] {
  const all = files.flatMap((file) => parsePackages(readFileSync(file, 'utf8')));
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

/** The absolute path of a command, or null. Debian keeps some commands where only root's PATH looks. */
export function findCommand(command: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = [...(env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders.filter((each) => path.isAbsolute(each))) {
    const file = path.join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Those of the packages that this machine lacks. */
export async function missingPackages(
  processes: Processes,
  wanted: readonly DebianPackage[],
): Promise<DebianPackage[]> {
  const missing: DebianPackage[] = [];
  for (const each of wanted) {
    if (each.command !== null && findCommand(each.command) !== null) continue;
    const status = await processes.run('dpkg-query', ['-W', '-f=${db:Status-Status}', each.name], {
      limitMs: 30_000,
    });
    if (status.code !== 0 || status.output !== 'installed') missing.push(each);
  }
  return missing;
}

/** The commands that bring the packages, as root. */
export function installCommands(packages: readonly DebianPackage[]): string[][] {
  return [
    ['apt-get', 'update'],
    [
      'apt-get',
      'install',
      '--yes',
      '--no-install-recommends',
      '-o',
      `DPkg::Lock::Timeout=${LOCK_SECONDS}`,
      ...packages.map((each) => each.name),
    ],
  ];
}

/**
 * Installs what is missing where that takes no password: as root, or through sudo.
 * @returns null when all is there, else one sentence with the commands that would bring it
 */
export async function ensurePackages(
  processes: Processes,
  wanted: readonly DebianPackage[],
  say: (line: string) => void,
): Promise<string | null> {
  const missing = await missingPackages(processes, wanted);
  if (missing.length === 0) return null;
  const names = missing.map((each) => each.name).join(' ');
  const byHand = installCommands(missing)
    .map((words) => `sudo ${words.join(' ')}`)
    .join(' && ');
  const prefix = await rootPrefix(processes);
  if (prefix === null) return `Missing Debian packages: ${names}. To install them: ${byHand}`;
  say(`Installing missing Debian packages: ${names}`);
  for (const words of installCommands(missing)) {
    const [command = '', ...args] = [...prefix, ...words];
    const done = await runUnlocked(processes, command, args);
    if (done.code !== 0) {
      return `Missing Debian packages: ${names}, and '${words.join(' ')}' failed:\n${done.output}`;
    }
  }
  const still = await missingPackages(processes, missing);
  return still.length === 0
    ? null
    : `Still missing after apt-get: ${still.map((each) => each.command ?? each.name).join(' ')}`;
}

/** Runs apt-get. It waits for dpkg's lock itself, but fails at once (2.6.1) where its lists are locked. */
async function runUnlocked(
  processes: Processes,
  command: string,
  args: string[],
): Promise<Finished> {
  for (let waited = 0; ; waited += 1) {
    const done = await processes.run(command, args, {
      limitMs: 10 * 60_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    });
    const isLocked = done.code !== 0 && done.output.includes('Could not get lock');
    if (!isLocked || waited >= LOCK_SECONDS) return done;
    await sleep(1000);
  }
}

/** What to put before a command so that root runs it; null when that takes a password or apt-get is absent. */
async function rootPrefix(processes: Processes): Promise<string[] | null> {
  if (findCommand('apt-get') === null) return null;
  if (process.getuid?.() === 0) return [];
  const sudo = await processes.run('sudo', ['--non-interactive', 'true'], { limitMs: 10_000 });
  return sudo.code === 0 ? ['sudo', '--non-interactive'] : null;
}
