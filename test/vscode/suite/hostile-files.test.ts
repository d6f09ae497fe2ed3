import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { itemOf } from '../../../src/features/allowlist/items';
import { allowlistNodes } from '../../../src/features/allowlist/make-nodes';
import { childrenOf, type AllowlistNode } from '../../../src/features/allowlist/nodes';
import { pickList } from '../../../src/features/allowlist/pick';
import { proposal } from '../../../src/features/api/answers';
import { ListLenses } from '../../../src/features/codelens/list-lenses';
import { pickSubject } from '../../../src/features/diagnose/source-pick';
import type { Lens } from '../../../src/features/shared/lens';
import { rowOf } from '../../../src/features/sources/rows';
import { ignoreTraps, manageIgnored } from '../../../src/features/traps/ignore';
import { LogFileWatcher } from '../../../src/features/watch/log-file';
import { decodeText } from '../../../src/core/records/decode';
import { HOSTILE, hostileRecord, NOT_TEXT } from '../../lib/hostile';
import { disposeLens, ownLens } from '../lib/own-lens';
import { TestFolder } from '../lib/workspace';

/** A policy in whose threads, calls, actions and comments the name stands. */
function policyNamed(name: string): string {
  return JSON.stringify({
    [name]: {
      mismatch_action: 'trap',
      match_action: 'allow',
      filter: [{ syscall: 'read', comment: name }, { syscall: name }],
    },
    other: { mismatch_action: name, match_action: 'allow', filter: [{ syscall: 'read' }] },
    third: { mismatch_action: 'trap', match_action: 'allow', filter: [] },
  });
}

/** What a row, an item or a code lens shows. */
type Shown = Pick<
  vscode.TreeItem,
  'label' | 'description' | 'tooltip' | 'accessibilityInformation'
> & {
  readonly detail?: string;
};

/** All lines that a person sees or hears of it. */
function linesOf({
  label,
  description,
  tooltip,
  detail,
  accessibilityInformation,
}: Shown): string[] {
  assert.ok(!(tooltip instanceof vscode.MarkdownString), 'a tooltip of Markdown');
  const texts = [label, description, tooltip, detail, accessibilityInformation?.label];
  return texts.flatMap((text) => (typeof text === 'string' ? text.split('\n') : []));
}

suite('files and lists whose names would be more than text', () => {
  let folder: TestFolder;
  let lens: Lens;
  const { showQuickPick } = vscode.window;

  setup(async () => {
    folder = await TestFolder.create('hostile-files');
    lens = await ownLens();
  });

  teardown(async () => {
    Object.assign(vscode.window, { showQuickPick });
    disposeLens(lens);
    await folder.remove();
  });

  /** What the pick that `ask` shows has in its rows; nothing is picked. */
  async function picked(ask: () => Promise<unknown>): Promise<readonly vscode.QuickPickItem[]> {
    const seen: vscode.QuickPickItem[] = [];
    const answer = (items: readonly vscode.QuickPickItem[]): Promise<undefined> => {
      seen.push(...items);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { showQuickPick: answer });
    await ask();
    return seen;
  }

  for (const [at, [what, name]] of HOSTILE.entries()) {
    test(`${what}: one line of text in rows, lenses, picks and answers`, async () => {
      const fileName = name.replaceAll('/', '_');
      const json = await folder.write(`${fileName}.json`, policyNamed(name));
      const document = await vscode.workspace.openTextDocument(json);
      const source = await lens.policies.readSource(document);
      const shown: Shown[] = [];
      const visit = (node: AllowlistNode): void => {
        shown.push(itemOf(node, 'x86_64'));
        childrenOf(node).forEach(visit);
      };
      allowlistNodes([source], [], 'x86_64').forEach(visit);
      assert.ok(shown.length > 5, 'too few rows');

      const lenses = new ListLenses(lens);
      for (const { command } of await lenses.provideCodeLenses(document)) {
        shown.push({ label: command?.title ?? '' });
      }
      lenses.dispose();

      const log = await folder.write(`${fileName}.log`, '');
      const watcher = new LogFileWatcher(lens, log.fsPath);
      shown.push(rowOf(lens, watcher));
      watcher.dispose();

      const trap = lens.traps.add(
        decodeText(hostileRecord(name, at)),
        { label: name, file: null },
        true,
      );
      assert.ok(trap);
      await ignoreTraps(lens, [trap]);
      const picks = [
        ...(await picked(() => pickList(lens))),
        ...(await picked(() => manageIgnored(lens))),
        ...(await picked(() => pickSubject(lens, json))),
      ];
      assert.ok(picks.length >= 3, 'too few picks');
      for (const line of picks.flatMap(linesOf)) {
        assert.doesNotMatch(line, /(?<!\\)\$\(/, 'an icon');
      }
      shown.push(...picks);
      const answer = await proposal(lens, {
        syscall: 'getpid',
        arch: 'x86_64',
        request: undefined,
        thread: name,
      });
      assert.ok(answer.includes('.json:'), answer);
      // Lines of the source stand in it as they are.
      const said = answer.split('\n').filter((line) => !/^[-+ ]/.test(line));
      const lines = [...shown.flatMap(linesOf), ...said];
      for (const line of lines) assert.doesNotMatch(line, NOT_TEXT);
      assert.ok(!lines.some((line) => line.startsWith('root:')), 'a line of its own');
    });
  }
});
