import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { source } from '../inputs';

/** The log that is followed in the workspace. */
export const LOG = 'logs/watched.log';
/** The source of 3,000 lines. */
export const SOURCE = 'src/large.rs';
/** The same in a crate like this one, where build output lies: the extension reads nothing there unasked. */
export const UNREAD_SOURCE = 'target/same/src/large.rs';

const FOLDERS = 200;
const FILES_EACH = 100;
/** Sources without a filter, where there are many. */
export const MANY = FOLDERS * FILES_EACH;

/** Besides, 20,000 Rust files of 2 KB without a filter. */
export async function layOutMany(folder: string): Promise<void> {
  await layOut(folder);
  for (let at = 0; at < FOLDERS; at++) {
    const crate = path.join(folder, 'crates', `part-${at}`, 'src');
    await mkdir(crate, { recursive: true });
    for (let nth = 0; nth < FILES_EACH; nth++) {
      const line = `pub fn sum_${nth}(a: u64, b: u64) -> u64 {\n    a + b * ${at}\n}\n`;
      await writeFile(path.join(crate, `file_${nth}.rs`), line.repeat(40));
    }
  }
}

/** The same, in a folder of which the extension does not know that it is about Rust. */
export async function layOutUnready(folder: string): Promise<void> {
  await layOut(folder);
  await rm(path.join(folder, 'Cargo.toml'));
}

/** The example's sources, one of 3,000 lines more, and one empty log in place of the example's. */
export async function layOut(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'logs'), { recursive: true });
  await writeFile(path.join(folder, LOG), '');
  await writeFile(
    path.join(folder, '.vscode', 'settings.json'),
    JSON.stringify({ 'seccompLens.logFiles': [LOG], 'seccompLens.kernelLog': 'off' }),
  );
  await copyFile(source(3000), path.join(folder, SOURCE));
  const same = path.join(folder, UNREAD_SOURCE, '../..');
  for (const part of ['Cargo.toml', 'src']) {
    await cp(path.join(folder, part), path.join(same, part), { recursive: true });
  }
}
