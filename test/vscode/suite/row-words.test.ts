import assert from 'node:assert/strict';
import { decodeText } from '../../../src/core/records/decode';
import type { Lens } from '../../../src/features/shared/lens';
import type { Watcher } from '../../../src/features/shared/watchers';
import type { Node } from '../../../src/features/traps/nodes';
import { rowOf } from '../../../src/features/traps/rows';
import { sourcesMessage } from '../../../src/features/traps/view-words';
import { disposeLens, ownLens } from '../lib/own-lens';
import { auditRecord } from '../lib/records';

suite('what the rows of the Traps view say to a screen reader', () => {
  let lens: Lens;

  setup(async () => {
    lens = await ownLens();
  });

  teardown(() => {
    disposeLens(lens);
  });

  const add = (log: string) =>
    lens.traps.add(decodeText(log), { label: 'a.log', file: null }, true);
  const spoken = (node: Node) => rowOf(lens, node, 1).accessibilityInformation?.label;

  test('a trap: the sentence, which names thread and program, and how often', () => {
    const trap = add(auditRecord({ syscall: 39 }) + auditRecord({ syscall: 39, serial: 2 }));
    assert.ok(trap);
    assert.equal(
      spoken({ kind: 'trap', key: trap.key }),
      'Thread guest of first-trap was killed for getpid, number 39 on x86_64. ×2',
    );
    const evidence = spoken({ kind: 'evidence', key: trap.key, index: 1 });
    assert.match(evidence ?? '', /^\d{4}-\d\d-\d\d [\d:.]+, a\.log, line 2$/);
  });

  test('what a tooltip explains: the row itself, not its tooltip', () => {
    add('Bad system call (core dumped)\naudit: audit_lost=12 audit_rate_limit=0\n');
    assert.equal(spoken({ kind: 'unnamed' }), 'A call was refused, but not named');
    assert.equal(spoken({ kind: 'lost' }), 'Records are missing, at least 12');
    assert.equal(spoken({ kind: 'ignored' }), `Ignored, ${lens.ignored.all.length}`);
  });
});

suite('what the sources say in the Traps view', () => {
  const watcher = (label: string, trouble: Watcher['trouble']) =>
    ({ label, trouble, chosen: true }) as Watcher;
  const missing = watcher('a.log', { sentence: 'a.log does not exist yet.', failed: false });
  const denied = watcher('b.log', { sentence: 'b.log cannot be read.', failed: true });

  test('without rows, all that ails them', () => {
    const said = 'a.log does not exist yet.\nb.log cannot be read.';
    assert.equal(sourcesMessage([missing, denied], false), said);
  });

  test('beside rows, what fails alone: what has nothing yet takes no room from them', () => {
    assert.equal(sourcesMessage([missing, denied], true), 'b.log cannot be read.');
    assert.equal(sourcesMessage([missing, watcher('c.log', null)], true), '');
  });
});
