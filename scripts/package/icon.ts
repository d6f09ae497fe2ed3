import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser } from '../editor/browser';
import { projectRoot } from '../lib/paths';

const PIXELS = 128;

/** `npm run icon`: draws media/icon.png from media/icon.svg; the Marketplace takes no SVG. */
async function main(): Promise<void> {
  const media = path.join(projectRoot, 'media');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: PIXELS, height: PIXELS } });
    const drawing = await readFile(path.join(media, 'icon.svg'), 'utf8');
    await page.setContent(`<style>body { margin: 0 }</style>${drawing}`);
    await writeFile(path.join(media, 'icon.png'), await page.screenshot({ omitBackground: true }));
  } finally {
    await browser.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
