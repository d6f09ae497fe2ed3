import { constants } from 'node:fs';
import { open, readlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Linux's: the folder is opened as a place, which asks for no permission to list it. */
const O_PATH = 0o10000000;

/** A folder that stays the same one while its names, and those above it, are given to others. */
export class HeldFolder {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  /**
   * @param path real: without symbolic links
   * @returns null where a link came into the path since, or the folder went elsewhere
   * @throws the file system's error where it is not there
   */
  static async open(path: string): Promise<HeldFolder | null> {
    const how = process.platform === 'linux' ? O_PATH : constants.O_RDONLY;
    const handle = await open(path, how | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const own = `/proc/self/fd/${handle.fd}`;
    // Where the system tells it, names are looked up in the folder itself.
    const reached = await readlink(own).catch(() => null);
    if (reached === null) return new HeldFolder(handle, path);
    if (reached === path) return new HeldFolder(handle, own);
    await handle.close();
    return null;
  }

  /** The path of what has this name in the folder; valid until `close()`. */
  at(name: string): string {
    return join(this.path, name);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
