import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { pack } from '../../scripts/package/make';
import { roomIn } from '../../scripts/package/room';
import { Processes } from '../../scripts/lib/processes';
import { temporaryFolder } from '../../scripts/lib/temporary';

const run = promisify(execFile);

/** Bytes of code that each window compiles. */
const LIMIT_AT_START = 105_000;

/** Loads the extension with a stand-in for the editor; prints the files of its own that it took. */
const LOADS = `
const Module = require('node:module');
function stand() { return new.target ? {} : any(); }
const any = () => new Proxy(stand, { get: (of, key) => (key in of ? of[key] : any()) });
const load = Module._load;
Module._load = (name, ...more) => (name === 'vscode' ? any() : load(name, ...more));
require(process.argv[1]);
console.log(Object.keys(require.cache).join('\\n'));
`;

describe('the package', () => {
  const folder = temporaryFolder('package');
  const vsix = path.join(folder.path, 'seccomp-lens.vsix');
  const unpacked = path.join(folder.path, 'unpacked');
  let files: string[] = [];

  before(async () => {
    await pack(new Processes(), vsix, null);
    await mkdir(unpacked);
    await run('python3', ['-m', 'zipfile', '-e', vsix, unpacked]);
    const { stdout } = await run('python3', ['-m', 'zipfile', '-l', vsix]);
    files = stdout.split('\n').flatMap((line) => /^extension\/\S+/.exec(line)?.[0] ?? []);
  });
  after(() => folder.remove());

  test('holds what runs and what a reader needs, and nothing of ours', async () => {
    for (const needed of [
      'package.json',
      'readme.md',
      'changelog.md',
      'LICENSE.txt',
      'dist/start.js',
      'dist/extension.js',
      'dist/cli.js',
      'dist/decoder.js',
      'dist/log-thread.js',
      'dist/tree-sitter-rust.wasm',
      'dist/THIRD-PARTY-NOTICES.txt',
      'media/icon.png',
      'package.nls.json',
      'package.nls.de.json',
      'l10n/bundle.l10n.de.json',
    ]) {
      assert.ok(files.includes(`extension/${needed}`), `${needed} is missing`);
    }
    const ours = files.filter((file) =>
      /\.(map|ts|gif|webm)$|\/(src|test|scripts|docs|examples|node_modules|\.cache)\//.test(file),
    );
    assert.deepEqual(ours, []);
    const text = await readFile(path.join(unpacked, 'extension/package.json'), 'utf8');
    const manifest = JSON.parse(text) as object;
    assert.ok('contributes' in manifest && !('devDependencies' in manifest));
  });

  test('is small', async (t) => {
    const room = roomIn(await readFile(vsix));
    t.diagnostic(`${room} bytes of room`);
    assert.ok(room > 0, `${-room} bytes too large: scripts/package/room.ts`);
  });

  test('loads no reader of policies and no planner at the start', async () => {
    const dist = path.join(unpacked, 'extension/dist');
    const main = path.join(dist, 'extension.js');
    const { stdout } = await run(process.execPath, ['-e', LOADS, main]);
    const loaded = stdout.trim().split('\n');
    assert.ok(loaded.includes(main));
    assert.ok(!loaded.includes(path.join(dist, 'policy.js')));
    const sizes = await Promise.all(loaded.map(async (file) => (await stat(file)).size));
    const sum = sizes.reduce((all, each) => all + each, 0);
    assert.ok(sum < LIMIT_AT_START, `${sum} bytes: ${loaded.join(', ')}`);
  });

  test('loads no reader of policies for a command that needs none', async () => {
    const cli = path.join(unpacked, 'extension/dist/cli.js');
    const script = `
      require(${JSON.stringify(cli)});
      process.on('exit', () => console.log(Object.keys(require.cache).join('\\n')));
    `;
    const { stdout } = await run(process.execPath, ['-e', script, 'lookup', '16']);
    const loaded = stdout.trim().split('\n');
    assert.ok(loaded.includes(cli));
    assert.ok(!loaded.includes(path.join(path.dirname(cli), 'policy.js')));
  });

  test('says whose code it contains', async () => {
    const text = await readFile(
      path.join(unpacked, 'extension/dist/THIRD-PARTY-NOTICES.txt'),
      'utf8',
    );
    for (const name of [
      ...['web-tree-sitter', 'tree-sitter-rust', '@vscode/codicons', '@vscode/l10n', 'commander'],
    ]) {
      assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });

  test('runs the command line from where it was unpacked', async () => {
    const cli = path.join(unpacked, 'extension/dist/cli.js');
    const { stdout } = await run(process.execPath, [cli, 'lookup', '16', '--arch', 'x86_64']);
    assert.match(stdout, /ioctl/);
    const source = path.join(folder.path, 'empty.rs');
    await run('cp', [path.resolve('examples/first-trap/src/filter.rs'), source]);
    const fix = await run(process.execPath, [cli, 'fix', source, '--syscall', 'getpid']);
    assert.match(fix.stdout, /^\+.*SYS_getpid/m);
  });
});
