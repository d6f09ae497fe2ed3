import type { Page } from 'playwright-core';
import { becomes } from './again';

/** Where the page keeps what extensions remember of a workspace, by `ID.PUBLISHER`. */
const DATABASES = 'vscode-web-state-db-';
const TABLE = 'ItemTable';
const EXTENSION = 'seccomp-lens.seccomp-lens';

/** As text: the page's own names are none of this program's. */
const READ = `(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const kept = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('${DATABASES}')) continue;
    const database = await answer(indexedDB.open(name));
    if (database.objectStoreNames.contains('${TABLE}')) {
      const table = database.transaction('${TABLE}').objectStore('${TABLE}');
      kept.push(await answer(table.get('${EXTENSION}')));
    }
    database.close();
  }
  return kept.join('\\n');
})()`;

/**
 * Waits until the page has written down what the extension remembers. An extension is told that it is
 * remembered while only the page's memory has it: VS Code in a browser writes it down 100 ms later,
 * and a page that is loaded anew before has lost it.
 * @param text a part of it
 */
export async function untilKept(page: Page, text: string): Promise<void> {
  await becomes(
    `${text} in what is remembered`,
    () => page.evaluate<string>(READ),
    (kept) => kept.includes(text),
  );
}
