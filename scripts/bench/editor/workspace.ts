import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { source } from '../inputs';

/** The log that is followed in the workspace. */
export const LOG = 'logs/watched.log';
/** The source of 3,000 lines. */
export const SOURCE = 'src/large.rs';

/** The example's sources, one of 3,000 lines more, and one empty log in place of the example's. */
export async function layOut(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'logs'), { recursive: true });
  await writeFile(path.join(folder, LOG), '');
  await writeFile(
    path.join(folder, '.vscode', 'settings.json'),
    JSON.stringify({ 'seccompLens.logFiles': [LOG], 'seccompLens.kernelLog': 'off' }),
  );
  await copyFile(source(3000), path.join(folder, SOURCE));
}
