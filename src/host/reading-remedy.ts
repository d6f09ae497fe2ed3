import * as l10n from '@vscode/l10n';
import { constants, type Stats } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isPastable, shellWord } from '../core/text/shell-word';
import { codeOf } from './read-error';

/** What the remedy is found out by; a machine's own where absent. */
export interface Reading {
  /** Throws where the file or folder may not be looked at. */
  readonly stat: (file: string) => Promise<Pick<Stats, 'mode' | 'gid'>>;
  /** Throws where it may not be read, or a folder not be gone through. */
  readonly check: (file: string) => Promise<void>;
  /** The text of `/etc/group` (group(5)). */
  readonly groups: () => Promise<string>;
}

const AUDITD_LOGS = '/var/log/audit/';
/**
 * auditd sets the mode of its files anew whenever it starts one, which takes the force out of an access
 * list: it has to be told which group may read them (auditd.conf(5), `log_group`).
 */
const AUDITD_REMEDY =
  "sudo sed -i 's/^log_group *=.*/log_group = adm/' /etc/audit/auditd.conf && " +
  'sudo service auditd restart && sudo usermod -aG adm "$USER"';

const machine: Reading = {
  stat,
  check: async (file) => {
    const isFolder = (await stat(file)).isDirectory();
    await access(file, isFolder ? constants.X_OK : constants.R_OK);
  },
  groups: () => readFile('/etc/group', 'utf8'),
};

/**
 * The command line by which a person lets this user read a log: to join the group that may read it
 * (Debian's `adm`), to have auditd let one, or else an access list of the log or of the first folder on
 * the way that is closed.
 * @param file absolute, chosen by a person or a setting
 * @returns null where nothing is closed to this user, or a name on the way is not fit to be pasted
 */
export async function readingRemedy(file: string, by: Reading = machine): Promise<string | null> {
  for (const place of placesTo(file)) {
    const isClosed = await by.check(place).then(
      () => false,
      (error: unknown) => isRefusal(error),
    );
    if (!isClosed) continue;
    const group = await groupOf(place, place === file ? constants.S_IRGRP : constants.S_IXGRP, by);
    if (group !== null) return `sudo usermod -aG ${group} "$USER"`;
    if (file.startsWith(AUDITD_LOGS)) return AUDITD_REMEDY;
    if (!isPastable(place)) return null;
    return place === file
      ? `sudo setfacl -m "u:$USER:r" ${shellWord(place)}`
      : `sudo setfacl -R -m "u:$USER:rX" ${shellWord(place)}`;
  }
  return null;
}

/** What to do with a remedy, as a sentence. */
export function remedySentence(command: string): string {
  const joins = command.includes('usermod');
  return joins
    ? l10n.t('Run this in a terminal, then log out and in, for the group to count: {0}', command)
    : l10n.t('Run this in a terminal: {0}', command);
}

/** `/var/log/a` gives `/`, `/var`, `/var/log` and itself. */
function placesTo(file: string): string[] {
  const parent = path.dirname(file);
  return parent === file ? [file] : [...placesTo(parent), file];
}

/**
 * The group, other than root's, whose members may read a file or go through a folder; null where there
 * is none.
 * @param bit of the mode that says so
 */
async function groupOf(place: string, bit: number, by: Reading): Promise<string | null> {
  try {
    const { mode, gid } = await by.stat(place);
    if (gid === 0 || (mode & bit) === 0) return null;
    const line = (await by.groups()).split('\n').find((each) => each.split(':')[2] === String(gid));
    const name = line?.split(':')[0] ?? '';
    return /^[a-z_][a-z0-9_-]*$/i.test(name) ? name : null;
  } catch {
    return null;
  }
}

function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM';
}
