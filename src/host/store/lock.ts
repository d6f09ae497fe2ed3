import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { reasonOf } from '../durable-file';
import { livesStill, ownIdentity, type ProcessIdentity } from '../process-identity';
import { codeOf } from '../read-error';
import { readRegular } from '../regular-file';
import { SourceError } from '../source-file';

/** Another process, or another run of this one, is at work on the source. */
export class SourceInUse extends SourceError {
  override readonly name = 'SourceInUse';
}

/** Two that ask at the same moment both step back; a few tries tell them apart. */
const TRIES = 6;
const LONGEST_WAIT_MS = 80;
/** What is longer is no identity. */
const MAX_BYTES = 4096;

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
  readonly identity: ProcessIdentity;
  readonly seen: boolean;
}

/** Everyone who has or wants the lock, but for one; the files of the dead are removed. */
async function holders(folder: string, key: string, own: string | null): Promise<Holder[]> {
  const found: Holder[] = [];
  for (const file of await readdir(folder).catch(() => [])) {
    if (!file.startsWith(`${key}.`) || !file.endsWith('.lock') || file === own) continue;
    const path = join(folder, file);
    const bytes = await readRegular(path, MAX_BYTES).catch((error: unknown) => codeOf(error));
    if (bytes === 'ENOENT') continue;
    // One that is not written yet, or cannot be read, has its writer's number in its name.
    const identity = (Buffer.isBuffer(bytes) ? parse(bytes.toString()) : null) ?? named(file);
    const alive = livesStill(identity);
    // The dead do not count, also where their file stays.
    if (alive === false) await rm(path, { force: true }).catch(() => undefined);
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
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    if (!Number.isSafeInteger(value?.['pid'])) return null;
    const part = (key: string): string | null => {
      const it = value?.[key];
      return typeof it === 'string' ? it : null;
    };
    const pid = Number(value?.['pid']);
    return { pid, start: part('start'), boot: part('boot'), namespace: part('namespace') };
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
  return identity.pid === process.pid
    ? l10n.t('{0} is being worked on already: wait until that has ended, or cancel it.', source)
    : l10n.t(
        '{0} is being worked on by process {1}: wait until that has ended.',
        source,
        identity.pid,
      );
}
