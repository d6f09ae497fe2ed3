import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { decodeText } from '../../../src/core/records/decode';
import { JUDGED_MOST } from '../../../src/features/shared/judging';
import { filterOf } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { auditRecord } from '../lib/records';
import { eventually, TestFolder } from '../lib/workspace';

const TRAPS = JUDGED_MOST + 100;

suite('more traps than anybody can answer', () => {
  let folder: TestFolder;

  setup(async () => {
    folder = await TestFolder.create('many');
    await folder.write('filter.rs', filterOf('worker', ['brk', 'exit', 'read']));
    await vscode.commands.executeCommand('seccompLens.rescanAllowlists');
  });

  teardown(() => folder.remove());

  test('the first are judged in slices, the others when they are looked at', async () => {
    const lens = await ownLens();
    try {
      await lens.policies.discover();
      let told = 0;
      lens.verdicts.onDidChange(() => told++);
      const text = Array.from({ length: TRAPS }, (_, nth) =>
        auditRecord({ syscall: 39, serial: nth, comm: `"t${nth}"` }),
      ).join('');
      lens.traps.add(decodeText(text), { label: 'a log', file: null });
      await eventually('the first are judged', () => lens.verdicts.judged.length === JUDGED_MOST);
      assert.ok(told < 100, `told ${told} times of ${TRAPS} traps`);
      assert.equal(lens.verdicts.open.length, JUDGED_MOST);
      assert.equal(lens.verdicts.openCount, TRAPS);

      const last = lens.traps.traps.at(-1);
      assert.ok(last);
      assert.equal(lens.verdicts.known(last), null);
      const verdict = await eventually(
        'the one that was looked at',
        () => lens.verdicts.known(last) ?? undefined,
      );
      assert.equal(verdict.kind, 'open');
      assert.equal(lens.verdicts.judged.length, JUDGED_MOST + 1);
      assert.equal(lens.verdicts.known(last), verdict, 'the same until there is more to say');
    } finally {
      disposeLens(lens);
    }
  });
});
