import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { decodeText } from '../../../src/core/records/decode';
import { LogHover } from '../../../src/features/hover/log-hover';
import { plain } from '../../../src/features/shared/notify';
import type { Lens } from '../../../src/features/shared/lens';
import { rowOf } from '../../../src/features/traps/rows';
import { TerminalLinks } from '../../../src/features/watch/terminal-links';
import { TerminalWatcher } from '../../../src/features/watch/terminals';
import { HOSTILE, hostileRecord, NOT_TEXT } from '../../lib/hostile';
import { disposeLens, ownLens } from '../lib/own-lens';
import { TestFolder } from '../lib/workspace';

suite('names that would be more than text', () => {
  let folder: TestFolder;
  let lens: Lens;

  setup(async () => {
    folder = await TestFolder.create('hostile');
    lens = await ownLens();
  });

  teardown(async () => {
    disposeLens(lens);
    await folder.remove();
  });

  for (const [at, [what, name]] of HOSTILE.entries()) {
    test(`${what}: in rows, notifications and links of terminals`, () => {
      const trap = lens.traps.add(
        decodeText(hostileRecord(name, at)),
        { label: name, file: null },
        true,
      );
      assert.ok(trap);
      const nodes = [
        { kind: 'trap', key: trap.key },
        { kind: 'evidence', key: trap.key, index: 0 },
        { kind: 'group', name, traps: [] },
      ] as const;
      for (const node of nodes) {
        const row = rowOf(lens, node, 1);
        const { label, description, tooltip, command, accessibilityInformation: spoken } = row;
        assert.ok(!(tooltip instanceof vscode.MarkdownString), 'a tooltip of Markdown');
        assert.ok(typeof label === 'string');
        assert.ok(spoken);
        const shown = [label, String(description), spoken.label, ...(tooltip ?? '').split('\n')];
        for (const text of shown) assert.doesNotMatch(text, NOT_TEXT);
        if (command) assert.match(command.command, /^seccompLens\.\w+$/);
      }
      const said = plain(name);
      assert.doesNotMatch(said, NOT_TEXT);
      assert.doesNotMatch(said, /\]\(|\$\(/);
      const watcher = new TerminalWatcher(lens);
      const line = hostileRecord(name, at).trimEnd();
      const terminal = undefined as unknown as vscode.Terminal;
      const links = new TerminalLinks(lens, watcher).provideTerminalLinks({ line, terminal });
      watcher.dispose();
      assert.deepEqual(
        links.map(({ tooltip }) => tooltip),
        ['Show getpid in the Decoder'],
      );
    });
  }

  test('in hovers they stand in code, and run nothing', async () => {
    const lines = HOSTILE.map(([, name], at) => hostileRecord(name, at));
    const log = await folder.write('hostile.log', lines.join(''));
    const document = await vscode.workspace.openTextDocument(log);
    const hovers = new LogHover(lens);
    for (const [line, [what]] of HOSTILE.entries()) {
      for (const key of ['comm=', 'exe=']) {
        const at = document.lineAt(line).text.indexOf(key) + 1;
        const hover = hovers.provideHover(document, new vscode.Position(line, at));
        assert.ok(hover, what);
        const [page] = hover.contents;
        assert.ok(page instanceof vscode.MarkdownString);
        assert.notEqual(page.isTrusted, true);
        assert.notEqual(page.supportHtml, true);
        // What is outside the block of code is ours, and the same whatever the name is.
        const blocks = page.value.split(/^(`{3,})plaintext\n(.*)\n\1$/m);
        assert.equal(blocks.length, 4, `${what}: ${page.value}`);
        const [before = '', fence = '', text = '', behind = ''] = blocks;
        assert.match(`${before}${behind}`, /^[\w\s:.’]*$/, what);
        assert.ok(!text.includes(fence), `${what}: a fence in ${text}`);
      }
    }
  });
});
