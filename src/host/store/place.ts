import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where sources are kept while they are loosened: `$XDG_STATE_HOME/seccomp-lens`. */
export function storeFolder(env: Readonly<Record<string, string | undefined>>): string {
  const state = env['XDG_STATE_HOME'];
  // A relative path is to be ignored (XDG Base Directory Specification).
  const usable = state !== undefined && isAbsolute(state);
  return join(usable ? state : join(homedir(), '.local', 'state'), 'seccomp-lens');
}

/** What the record of a source is called. */
export const RECORD_NAME = /^([0-9a-f]{32})\.json$/;

/** Whether anything is kept there; not where the folder cannot be read. */
export async function hasKept(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => RECORD_NAME.test(name));
}
