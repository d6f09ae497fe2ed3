import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../../scripts/lib/temporary';
import { CompiledCode } from '../../../src/host/compiled-code';

const run = promisify(execFile);
const others = createRequire(__filename);

/** Starts in a process of its own. @returns the checksum of the code that is kept after it */
async function inProcess(flags: string[], folder: string, kept: string): Promise<string> {
  const script = `
    const { CompiledCode } = require(${JSON.stringify(path.resolve('src/host/compiled-code.ts'))});
    const code = new CompiledCode(process.argv[1], process.argv[2], require);
    console.log(code.run('./main.js').sum(1, 2));
    code.keep();
  `;
  const node = [...flags, '--import', 'tsx', '--input-type=commonjs', '-e', script, folder, kept];
  const { stdout } = await run(process.execPath, node);
  assert.equal(stdout, '103\n');
  return createHash('sha256')
    .update(await readFile(path.join(kept, 'main.js.v8')))
    .digest('hex');
}

/** Longer than what is compiled without looking for code. */
const large = (body: string) => `${'/* a text that is worth it */\n'.repeat(400)}${body}`;

const MAIN = large(`
  const path = require('node:path');
  const part = require('./part.js');
  exports.sum = (a, b) => a + b + part.own;
  exports.again = () => require('./part.js') === part;
  exports.where = [path.basename(__filename), path.basename(__dirname)];
  exports.thrown = () => { throw new Error('on purpose'); };
`);
const PART = `module.exports = { own: 100 };`;

describe('code that an earlier process compiled', () => {
  const scratch = temporaryFolder('compiled');
  const folder = path.join(scratch.path, 'dist');
  const kept = path.join(scratch.path, 'storage/compiled');
  const code = path.join(kept, 'main.js.v8');
  const open = () => new CompiledCode(folder, kept, others);

  interface Main {
    readonly sum: (a: number, b: number) => number;
    readonly again: () => boolean;
    readonly where: readonly string[];
    readonly thrown: () => void;
  }

  /** Runs the script as a window does. @returns whether its code was kept anew */
  const start = async (sum = 103): Promise<boolean> => {
    const before = await written();
    const window = open();
    const main = window.run('./main.js') as Main;
    assert.equal(main.sum(1, 2), sum);
    assert.ok(main.again());
    await window.keep();
    window.dispose();
    return before !== (await written());
  };

  const written = () =>
    stat(code, { bigint: true }).then(
      ({ ino, mtimeNs }) => `${ino} ${mtimeNs}`,
      () => null,
    );

  beforeEach(async () => {
    await rm(scratch.path, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'main.js'), MAIN);
    await writeFile(path.join(folder, 'part.js'), PART);
  });
  after(() => scratch.remove());

  test('is made once, of scripts that are worth it', async () => {
    assert.ok(await start());
    assert.deepEqual(await readdir(kept), ['main.js.v8']);
    assert.equal(await start(), false);
  });

  test('runs a script as `require` does', () => {
    const main = open().run('./main.js') as Main;
    assert.deepEqual(main.where, ['main.js', 'dist']);
    assert.throws(
      main.thrown,
      (error: Error) => error.stack?.includes('dist/main.js:407:') ?? false,
    );
    assert.throws(() => open().run('./none.js'), { code: 'ENOENT' });
  });

  test('tells a script that cannot be run to each who asks, as `require` does', async () => {
    await writeFile(path.join(folder, 'part.js'), `exports.own = 100; throw new Error('half');`);
    const window = open();
    for (const name of ['./part.js', './part.js', './main.js', './main.js']) {
      assert.throws(() => window.run(name), { message: 'half' });
    }
  });

  test('is that of the text, not of an older one of the same length', async () => {
    await start();
    await writeFile(path.join(folder, 'main.js'), MAIN.replace('a + b', 'a - b'));
    assert.ok(await start(99));
    assert.equal(await start(99), false);
  });

  test('is not taken where it is damaged, wherever that is', async () => {
    await start();
    const whole = await readFile(code);
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 50)) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      await writeFile(code, damaged);
      assert.ok(await start(), `byte ${at}`);
    }
    for (const length of [0, 3, 8, 9, whole.length >> 1, whole.length - 1]) {
      await writeFile(code, whole.subarray(0, length));
      assert.ok(await start(), `${length} bytes`);
    }
  });

  test('is made anew where V8 refuses it, and is taken by a process like the one that made it', async () => {
    const process = (...flags: string[]) => inProcess(flags, folder, kept);
    const made = await process();
    assert.equal(await process(), made);
    const other = await process('--no-flush-bytecode');
    assert.notEqual(other, made);
    assert.equal(await process('--no-flush-bytecode'), other);
  });

  test('leaves with the script, and with a writer that was killed', async () => {
    await start();
    for (const left of ['191.js.v8', 'main.js.v8.8c1d', 'main.js.v8.9f0a']) {
      await writeFile(path.join(kept, left), 'of an older version, or half of this one');
    }
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(path.join(kept, '191.js.v8'), longAgo, longAgo);
    await utimes(path.join(kept, 'main.js.v8.8c1d'), longAgo, longAgo);
    await start();
    // The young one may be another window's.
    assert.deepEqual(await readdir(kept), ['main.js.v8', 'main.js.v8.9f0a']);
  });

  test('is done without where it cannot be kept', async () => {
    await mkdir(path.dirname(kept));
    await writeFile(kept, 'a file in the way');
    const window = open();
    assert.equal((window.run('./main.js') as Main).sum(1, 2), 103);
    await assert.rejects(window.keep(), { code: 'EEXIST' });
    assert.equal(await readFile(kept, 'utf8'), 'a file in the way');
  });

  test('is done without where something else has its name, and nothing is left beside it', async () => {
    await mkdir(code, { recursive: true });
    assert.equal(await start(), false);
    assert.deepEqual(await readdir(kept), ['main.js.v8']);
    await rm(code, { recursive: true });
    // Whoever opens it waits for a writer.
    await run('mkfifo', [code]);
    await inProcess([], folder, kept);
    assert.equal(await start(), false);
    await rm(code);
    await symlink('/dev/zero', code);
    assert.ok(await start());
  });

  test('removes nothing but what is its own', async () => {
    await start();
    const theirs = path.join(kept, 'notes.txt');
    await writeFile(theirs, 'of somebody who has linked this folder to another');
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(theirs, longAgo, longAgo);
    await start();
    assert.deepEqual(await readdir(kept), ['main.js.v8', 'notes.txt']);
  });

  test('is written by many windows at once', async () => {
    const windows = Array.from({ length: 8 }, open);
    for (const window of windows) window.run('./main.js');
    await Promise.all(windows.map((window) => window.keep()));
    assert.equal(await start(), false);
  });
});
