import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { isSystemError } from './read-error';

/**
 * What stands at `path`; null where nothing does.
 * @throws SystemError where that cannot be told
 */
export async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

/** The regular file at `path`, open for reading; null where there is none or it cannot be read. */
export async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch {
    // It is not needed: where it cannot be read, there is nothing more to be had.
  }
  return null;
}
