import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { decodeText } from '../../../src/core/records/decode';
import type { Lens } from '../../../src/features/shared/lens';
import { lookAtFirst } from '../../../src/features/traps/register';
import { auditRecord } from '../lib/records';
import { disposeLens, ownLens } from '../lib/own-lens';
import { eventually } from '../lib/workspace';

suite('the first look', () => {
  test('a plan that throws is not the last: the next trap is looked at', async () => {
    const lens = await ownLens();
    let thrown = 0;
    const verdicts = {
      of: () => {
        if (thrown > 0) return undefined;
        thrown++;
        throw new Error('a plan that throws');
      },
    } as unknown as Lens['verdicts'];
    const { traps, turns, log } = lens;
    const look = lookAtFirst({ traps, verdicts, turns, log });
    const seen = (syscall: number) =>
      traps.add(
        decodeText(auditRecord({ syscall, serial: syscall })),
        { label: 'a', file: null },
        false,
      );
    try {
      seen(39);
      await eventually('a plan that throws', () => thrown > 0);
      await turns.next();
      await turns.next();
      assert.equal(traps.focus, null);
      seen(318);
      await eventually('a trap that is looked at', () => traps.focus !== null);
    } finally {
      look.dispose();
      disposeLens(lens);
      await vscode.commands.executeCommand('seccompLens.clearTraps');
    }
  });
});
