import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Changes settings of an opened workspace, as a person does by hand; they are taken up at once. */
export async function changeSettings(
  folder: string,
  changed: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = path.join(folder, '.vscode/settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...settings, ...changed }));
}
