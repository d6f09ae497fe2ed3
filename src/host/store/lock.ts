import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { reasonOf } from '../durable-file';
import { livesStill, ownIdentity, type ProcessIdentity } from '../process-identity';
import { SourceError } from '../source-file';

/** Another process, or another run of this one, is at work on the source. */
export class SourceInUse extends SourceError {
  override readonly name = 'SourceInUse';
}

/** Two that ask at the same moment both step back; a few tries tell them apart. */
const TRIES = 6;
const LONGEST_WAIT_MS = 80;

/**
 * Excludes all others, in this process and in every other, from a source.
 *
 * Everyone who wants the lock first writes a file of his own and then looks for others': of two, at
 * least one sees the other, so no two ever believe that they have it. Whoever is dead, by process
 * number and start time, does not count, and nobody ever has the name of his file again: so it can be
 * removed without a race.
 * @returns what gives it free again
 * @throws SourceInUse
 */
export async function lockSource(
  folder: string,
  key: string,
  source: string,
): Promise<() => Promise<void>> {
  const own = `${key}.${process.pid}-${randomBytes(6).toString('hex')}.lock`;
  const path = join(folder, own);
  const release = (): Promise<void> => rm(path, { force: true });
  for (let left = TRIES; ; left -= 1) {
    try {
      await writeFile(path, JSON.stringify(ownIdentity()), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      await release();
      throw new SourceError(
        l10n.t('Nothing was written, since {0} cannot be written ({1}).', folder, reasonOf(error)),
      );
    }
    const [holder] = await holders(folder, key, own);
    if (holder === undefined) return release;
    await release();
    if (left <= 1) throw new SourceInUse(inUse(source, folder, holder));
    await wait(Math.random() * LONGEST_WAIT_MS);
  }
}

/** Whether somebody has the lock of a source. */
export async function isLocked(folder: string, key: string): Promise<boolean> {
  return (await holders(folder, key, null)).length > 0;
}

interface Holder {
  readonly file: string;
  readonly identity: ProcessIdentity | null;
  readonly seen: boolean;
}

/** Everyone who has or wants the lock, but for one; the files of the dead are removed. */
async function holders(folder: string, key: string, own: string | null): Promise<Holder[]> {
  const found: Holder[] = [];
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.startsWith(`${key}.`) || !file.endsWith('.lock') || file === own) continue;
    const text = await readFile(join(folder, file), 'utf8').catch(() => null);
    if (text === null) continue;
    const identity = parse(text);
    // A file that is not written yet has its writer's number in its name.
    const alive = identity ? livesStill(identity) : livesStill(named(file));
    if (alive === false) await rm(join(folder, file), { force: true });
    else found.push({ file, identity, seen: alive === true });
  }
  return found;
}

function named(file: string): ProcessIdentity {
  const { boot, namespace } = ownIdentity();
  return { pid: Number(/\.([0-9]+)-/.exec(file)?.[1] ?? 0), start: null, boot, namespace };
}

function parse(text: string): ProcessIdentity | null {
  try {
    const value = JSON.parse(text) as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number') return null;
    const { pid, start = null, boot = null, namespace = null } = value;
    return { pid, start, boot, namespace };
  } catch {
    return null;
  }
}

function inUse(source: string, folder: string, { file, identity, seen }: Holder): string {
  if (!seen) {
    return l10n.t(
      '{0} is being worked on from another container: if that is gone, remove {1}.',
      source,
      join(folder, file),
    );
  }
  return identity?.pid === process.pid
    ? l10n.t('{0} is being worked on already: wait until that has ended, or cancel it.', source)
    : l10n.t(
        '{0} is being worked on by process {1}: wait until that has ended.',
        source,
        identity?.pid ?? '?',
      );
}
