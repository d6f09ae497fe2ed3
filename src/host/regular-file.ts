import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * The bytes of a regular file that nobody has chosen by hand: a checkout can hold a symbolic link of
 * any name to `/dev/zero`, to a pipe that nobody writes to, or to a file of many gigabytes.
 * @returns null where it is no regular file, or longer than `maxBytes`
 * @throws the file system's error where it is not there or may not be read
 */
export async function readRegular(path: string, maxBytes: number): Promise<Buffer | null> {
  // A pipe is then opened at once, whether or not somebody writes to it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > maxBytes) return null;
    return await readStart(file, stats.size);
  } finally {
    await file.close();
  }
}

/** A file's first bytes, `length` at most: some of procfs's regular files have no end. */
export async function readStart(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let at = 0;
  for (let read = -1; read !== 0 && at < length; at += read) {
    ({ bytesRead: read } = await file.read(bytes, at, length - at, at));
  }
  return bytes.subarray(0, at);
}
