import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import * as vscode from 'vscode';
import { CrateReader } from '../../../src/features/shared/crate-reader';
import { Formats } from '../../../src/features/shared/formats';
import { FollowedFiles } from '../../../src/features/shared/followed-files';
import type { Lens } from '../../../src/features/shared/lens';
import { Turns } from '../../../src/features/shared/turns';
import { Readiness, windowIsOfRust } from '../../../src/features/start/readiness';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { TestFolder } from '../lib/workspace';

/** Turns, and how many were asked for. */
class CountedTurns extends Turns {
  count = 0;

  override next(): Promise<void> {
    this.count += 1;
    return super.next();
  }
}

function noParser(): Promise<never> {
  throw new Error('nobody asks for errors here');
}

suite('what reads sources, made ready', () => {
  test('a rehearsal has turns of its own, and is none once something was read', async () => {
    const turns = new CountedTurns();
    const formats = new Formats();
    try {
      const reader = new CrateReader(noParser, formats, () => 'x86_64', turns);
      await reader.rehearse();
      assert.ok(turns.count > 3, `${turns.count} turns`);
      const uri = vscode.Uri.file('/nowhere/filter.rs');
      const following = new FollowedFiles().begin(uri.fsPath);
      const { policy } = await reader.read(uri, FILTER, following, () => null);
      assert.equal(policy.text, FILTER);
      const before = turns.count;
      await reader.rehearse();
      assert.equal(turns.count, before);
    } finally {
      formats.dispose();
      turns.dispose();
    }
  });

  test('what it is rehearsed with is no source of the workspace', async () => {
    const folder = await TestFolder.create('ready');
    const lens = await ownLens();
    try {
      const before = lens.policies.sources.length;
      await lens.policies.prepare();
      assert.equal(lens.policies.sources.length, before);
      const document = await vscode.workspace.openTextDocument(
        await folder.write('filter.rs', FILTER),
      );
      assert.equal((await lens.policies.readSource(document)).policy.text, FILTER);
    } finally {
      disposeLens(lens);
      await folder.remove();
    }
  });

  test('a Rust file that is opened makes a window one of Rust', async () => {
    const folder = await TestFolder.create('opened');
    const prepared = new EventEmitter();
    const policies = { prepare: () => Promise.resolve(prepared.emit('prepared')) };
    const isPrepared = once(prepared, 'prepared');
    const readiness = new Readiness({ policies } as unknown as Lens);
    try {
      await vscode.workspace.openTextDocument(await folder.write('empty.rs', 'fn nothing() {}\n'));
      await isPrepared;
    } finally {
      readiness.dispose();
      await folder.remove();
    }
  });

  test('without a Rust file and without a package nothing is made ready', async () => {
    const looks = new EventEmitter();
    let prepared = 0;
    const policies = { prepare: () => Promise.resolve(prepared++) };
    const answers = [false, true];
    const isLooked = once(looks, 'looked');
    const readiness = new Readiness({ policies } as unknown as Lens, () => {
      const answer = Promise.resolve(answers.shift() ?? true);
      // Behind what the answer is awaited for.
      setImmediate(() => looks.emit('looked'));
      return answer;
    });
    try {
      await isLooked;
      assert.equal(prepared, 0);
      const again = once(looks, 'looked');
      await vscode.workspace.openTextDocument({ language: 'rust', content: '' });
      await again;
      assert.equal(prepared, 1);
    } finally {
      readiness.dispose();
    }
  });

  test('a window is one of Rust by a Rust file or by a package', async () => {
    const folder = await TestFolder.create('of-rust');
    try {
      const log = await vscode.workspace.openTextDocument(await folder.write('a.log', 'a\n'));
      const rust = await vscode.workspace.openTextDocument(await folder.write('a.rs', ''));
      const root = vscode.Uri.joinPath(log.uri, '..');
      const folders = [{ uri: root, name: 'a', index: 0 }];
      assert.equal(await windowIsOfRust([], []), false);
      assert.equal(await windowIsOfRust([log], folders), false);
      assert.equal(await windowIsOfRust([log, rust], folders), true);
      await folder.write('Cargo.toml', '[package]\nname = "a"\n');
      assert.equal(await windowIsOfRust([log], folders), true);
    } finally {
      await folder.remove();
    }
  });
});
