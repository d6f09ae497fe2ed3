import { readSource } from '../../../../src/host/source-file';
import { SourceStore } from '../../../../src/host/store/store';

/** Loosens, settles and restores a source, over and over, until it is killed. */
async function work(folder: string, path: string, loose: string): Promise<never> {
  const store = new SourceStore(folder);
  for (;;) {
    const { text, version } = await readSource(path);
    await store.holding(path, 'the child', async (hold) => {
      const written = await hold.write(text.replace('trap', loose), version);
      const next = await hold.write(text.replace('trap', `${loose} again`), written);
      process.stdout.write('.');
      if (Math.random() < 0.5) await hold.settle(text, next);
      else await hold.restore();
    });
  }
}

const [folder = '', path = '', loose = ''] = process.argv.slice(2);
void work(folder, path, loose);
