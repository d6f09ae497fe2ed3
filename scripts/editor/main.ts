import { packagesOf, ensurePackages } from '../lib/debian';
import { Processes } from '../lib/processes';
import { buildPackages } from './needs';
import { installedEditor } from './install';
import { allPins, pinOf } from './pins';

/** `npm run editors [VERSION…]`: installs the pinned editors into the cache. */
async function main(versions: readonly string[]): Promise<void> {
  const processes = new Processes();
  const say = (line: string) => {
    console.log(line);
  };
  const lacking = await ensurePackages(processes, packagesOf([buildPackages]), say);
  if (lacking !== null) throw new Error(lacking);
  const pins = versions.length === 0 ? allPins() : versions.map((version) => pinOf(version));
  for (const pin of pins) {
    const editor = await installedEditor(processes, pin, say);
    say(`VS Code ${editor.version}: ${editor.main}`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
