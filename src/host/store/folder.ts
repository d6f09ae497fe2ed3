import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { reasonOf } from '../durable-file';
import { codeOf } from '../read-error';
import { SourceError } from '../source-file';

/**
 * Makes the folder, for its owner alone.
 * @throws SourceError where it cannot be made or used
 */
export async function openFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { mode } = await stat(folder);
    if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
  } catch (error) {
    throw new SourceError(
      l10n.t(
        'Nothing was written, since the original cannot be kept: {0} cannot be used ({1}).',
        folder,
        reasonOf(error),
      ),
    );
  }
}

/**
 * A source by its real path, also where it is gone.
 * @throws SourceError where the file system does not tell it
 */
export async function realSource(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw new SourceError(l10n.t('{0} cannot be read: {1}.', path, reasonOf(error)));
    }
  }
  const whole = resolve(path);
  const folder = await realpath(dirname(whole)).catch(() => dirname(whole));
  return join(folder, basename(whole));
}

/** What the files that are about a source are called, before their first dot. */
export function keyOf(source: string): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 32);
}
