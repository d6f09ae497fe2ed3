import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DEFAULT_FORMAT, type Format } from '../../../src/core/plan/width';
import { formatFor, formatOf } from '../../../src/host/rustfmt-config';

/** What `rustfmt --print-config current` says for each. */
const CASES: readonly [toml: string, format: Partial<Format>][] = [
  ['', {}],
  ['max_width = 80', { line: 80 }],
  ['max_width = 120', { line: 120, array: 72, call: 72, chain: 72 }],
  ['use_small_heuristics = "Max"', { array: 100, call: 100, chain: 100 }],
  ['use_small_heuristics = "Off"', { array: 0, call: 0, chain: 0 }],
  ['array_width = 20 # narrow\nfn_call_width=30', { array: 20, call: 30 }],
  ['hard_tabs = true\r\ntab_spaces = 8\r\n', { hardTabs: true, tab: 8 }],
  ['max_width = "wide"', {}],
  ['[section]\nmax_width = 80', {}],
];

for (const [toml, format] of CASES) {
  test(`${JSON.stringify(toml)} is read`, () => {
    assert.deepEqual(formatOf(toml), { ...DEFAULT_FORMAT, ...format });
  });
}

test('the nearest configuration above a source counts', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-rustfmt-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(path.join(folder, 'crate/src'), { recursive: true });
  const source = path.join(folder, 'crate/src/filter.rs');
  writeFileSync(path.join(folder, 'rustfmt.toml'), 'max_width = 90');
  assert.equal((await formatFor(source)).line, 90);
  writeFileSync(path.join(folder, 'crate/.rustfmt.toml'), 'max_width = 70');
  assert.equal((await formatFor(source)).line, 70);
});
