import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** From 0 to 1: below this, letters of 13 pixels begin to smear. */
const QUALITY = 0.7;

/**
 * Puts a WebP beside a PNG, and takes the PNG away. The browser encodes: the editor's own page may
 * not, by its content policy.
 * @param blank a page of the browser that holds nothing
 * @returns the WebP's path
 */
export async function toWebp(blank: Page, png: string): Promise<string> {
  const source = `data:image/png;base64,${(await readFile(png)).toString('base64')}`;
  const encoded = await blank.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(source)};
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', ${QUALITY});
  })()`);
  const file = png.replace(/\.png$/, '.webp');
  await writeFile(file, Buffer.from(encoded.slice(encoded.indexOf(',') + 1), 'base64'));
  await rm(png);
  return file;
}
