import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { setAction } from '../../../src/features/action/set';
import { propose } from '../../../src/features/api/propose';
import { refuseOutside } from '../../../src/features/shared/inside';
import type { Lens } from '../../../src/features/shared/lens';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { eventually, TestFolder } from '../lib/workspace';

suite('edits stay in the workspace', () => {
  let folder: TestFolder;
  let inside: string;
  let outside: string;
  let lens: Lens;

  setup(async () => {
    folder = await TestFolder.create('inside');
    inside = path.dirname((await folder.write('filter.rs', FILTER)).fsPath);
    outside = await mkdtemp(path.join(tmpdir(), 'seccomp-lens-outside-'));
    await writeFile(path.join(outside, 'theirs.rs'), FILTER);
    lens = await ownLens();
  });

  teardown(async () => {
    disposeLens(lens);
    await folder.remove();
    await rm(outside, { recursive: true, force: true });
  });

  const theirs = () => path.join(outside, 'theirs.rs');

  const PLACES: readonly (readonly [
    what: string,
    place: () => Promise<string>,
    says: RegExp | null,
  ])[] = [
    ['a file of the workspace', () => Promise.resolve(path.join(inside, 'filter.rs')), null],
    ['a file that is not there yet', () => Promise.resolve(path.join(inside, 'new.rs')), null],
    ['a link inside the workspace', () => linked('link.rs', path.join(inside, 'filter.rs')), null],
    ['a file elsewhere', () => Promise.resolve(theirs()), /is not in this workspace/],
    ['a link out of it', () => linked('out.rs', theirs()), /is a link out of this workspace/],
    [
      'a file in a folder that is a link out of it',
      async () => path.join(await linked('folder', outside), 'theirs.rs'),
      /is a link out of this workspace/,
    ],
    [
      'a path that goes up',
      () => Promise.resolve(path.join(inside, '..', '..', '..', 'x.rs')),
      /is not in this workspace/,
    ],
  ];

  async function linked(name: string, to: string): Promise<string> {
    const file = path.join(inside, name);
    await symlink(to, file);
    return file;
  }

  for (const [what, place, says] of PLACES) {
    test(`${what}: ${says === null ? 'may be changed' : 'may not'}`, async () => {
      const asked = refuseOutside(vscode.Uri.file(await place()));
      if (says === null) await asked;
      else await assert.rejects(asked, says);
    });
  }

  test('a remedy for a source elsewhere is told, and not made', async () => {
    const uri = vscode.Uri.file(theirs());
    await lens.policies.readSource(await vscode.workspace.openTextDocument(uri));
    const { remedies } = await propose(lens, { syscall: 'getrandom' });
    const remedy = remedies.find((each) => each.uri.toString() === uri.toString());
    assert.ok(remedy);
    await assert.rejects(remedy.edit(), /is not in this workspace/);
  });

  test('an action is not set through a link out of it', async () => {
    const uri = vscode.Uri.file(await linked('out.rs', theirs()));
    await assert.rejects(setAction(lens, uri, undefined, 'log'), /is a link out of this workspace/);
    assert.equal(await readFile(theirs(), 'utf8'), FILTER);
  });

  test('a checkout with links to devices and pipes is searched to its end', async () => {
    await linked('zero.rs', '/dev/zero');
    await linked('.rustfmt.toml', '/dev/zero');
    execFileSync('mkfifo', [path.join(inside, 'pipe.rs'), path.join(inside, 'rustfmt.toml')]);
    await mkdir(path.join(inside, 'folder.rs'));
    await linked('round.rs', path.join(inside, 'round.rs'));
    await lens.policies.rescan();
    const names = lens.policies.sources
      .map(({ uri }) => uri.fsPath)
      .filter((file) => path.dirname(file) === inside);
    assert.deepEqual(names, [path.join(inside, 'filter.rs')]);
  });

  test('of 20,000 sources those with a filter are found, and nothing is kept of the rest', async () => {
    const other = 'pub fn nothing_of_interest() -> u32 {\n    42\n}\n'.repeat(80);
    for (let crate = 0; crate < 200; crate += 1) {
      const place = path.join(inside, `crate${crate}`);
      await mkdir(place);
      const files = Array.from({ length: 100 }, (_, at) => path.join(place, `m${at}.rs`));
      await Promise.all(files.map((file) => writeFile(file, other)));
    }
    await writeFile(path.join(inside, 'crate150', 'm50.rs'), FILTER);
    let turns = 0;
    let searching = true;
    const turn = (): void => {
      turns += 1;
      if (searching) setImmediate(turn);
    };
    turn();
    try {
      await lens.policies.rescan();
    } finally {
      searching = false;
    }
    // A loop that is held turns only as often as files are waited for together.
    assert.ok(turns > 1250, `the loop turned ${turns} times`);
    const found = () =>
      lens.policies.sources
        .map(({ uri }) => path.relative(inside, uri.fsPath))
        .filter((it) => !it.startsWith('..'));
    await eventually('both filters', () => found().length === 2);
    assert.deepEqual(found(), ['crate150/m50.rs', 'filter.rs']);
  });
});
