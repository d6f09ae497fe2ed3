import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** "nobody" on every Linux (the kernel's overflowuid, Documentation/admin-guide/sysctl/kernel.rst). */
const NOBODY = 65534;

/** Follows the file of its first argument until that is refused, and prints what a person is told. */
const FOLLOW = `
  import { readingRemedy, remedySentence } from './src/host/reading-remedy';
  import { FileTail } from './src/host/tail';
  const file = process.argv[1];
  const done = setTimeout(() => {}, 60_000);
  const onState = async (state) => {
    const remedy = await readingRemedy(file);
    console.log(JSON.stringify([state, remedy && remedySentence(remedy)]));
    clearTimeout(done);
    tail.dispose();
  };
  const tail = new FileTail(file, { onBytes: () => {}, onState }, { fromStart: true });
  tail.start();
`;

/** What a user is told who has no right that the mode does not give: root reads everything. */
async function toldTo(file: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents: FOLLOW, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
  });
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const script = outputFiles[0]?.text ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, file], user);
  return JSON.parse(stdout);
}

const CASES = [
  {
    what: 'a log that is closed',
    folder: 0o755,
    log: 0o000,
    remedy: 'sudo setfacl -m "u:$USER:r" ',
  },
  {
    what: 'a closed folder',
    folder: 0o600,
    log: 0o644,
    remedy: 'sudo setfacl -R -m "u:$USER:rX" ',
  },
  { what: 'an open log', folder: 0o755, log: 0o644, remedy: null },
];

for (const { what, folder, log, remedy } of CASES) {
  test(`${what}: ${remedy === null ? 'it is read' : 'the user is told what opens it'}`, async () => {
    const path = await mkdtemp(join(tmpdir(), 'closed-'));
    try {
      const file = join(path, 'vmm.log');
      await writeFile(file, 'started\n');
      await chmod(file, log);
      await chmod(path, folder);
      const closed = log === 0 ? file : path;
      assert.deepEqual(
        await toldTo(file),
        remedy === null
          ? ['reading', null]
          : [{ error: 'This user may not read it.' }, `Run this in a terminal: ${remedy}${closed}`],
      );
    } finally {
      await chmod(path, 0o700);
      await rm(path, { recursive: true });
    }
  });
}
