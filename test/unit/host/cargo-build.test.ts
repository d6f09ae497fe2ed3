import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { cargoCommand } from '../../../src/core/diagnose/cargo';
import { proofOf, targetTriple } from '../../../src/host/diagnose/cargo-build';

const LIMIT = { timeout: 60_000 };

/** A source and a program built from it; what tells so is `target/vmm.d`. */
function crateIn(t: TestContext): { source: string; program: string; depInfo: string } {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-cargo-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, 'target'));
  const [source, program] = [join(folder, 'filter.rs'), join(folder, 'target/vmm')];
  writeFileSync(source, 'fn main() {}\n');
  writeFileSync(program, 'ELF');
  return { source, program, depInfo: `${program}.d` };
}

const builtFrom = (program: string) => ({
  artifacts: [{ file: program, executable: true }],
  programs: new Set([program]),
});

test('a program is of a source where its .d file names it and it is no older', async (t) => {
  const { source, program, depInfo } = crateIn(t);
  writeFileSync(depInfo, `${program}: /other.rs ${source}\n`);
  utimesSync(source, 1000, 1000);
  const proof = await proofOf(builtFrom(program), source);
  assert.deepEqual(proof, { proof: `${program} was built from ${source} after its last change.` });
  utimesSync(program, 500, 500);
  const stale = await proofOf(builtFrom(program), source);
  assert.deepEqual(stale, { stale: `${program} is older than ${source}, from which it is built.` });
  writeFileSync(depInfo, `${program}: /other.rs\n`);
  assert.equal(await proofOf(builtFrom(program), source), null);
});

const NO_FILES: readonly [what: string, make: (path: string) => void][] = [
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
  [
    'a link to a device without an end',
    (path) => {
      symlinkSync('/dev/zero', path);
    },
  ],
  ['a file of gigabytes', (path) => execFileSync('truncate', ['--size=3G', path])],
];

for (const [what, make] of NO_FILES) {
  test(`${what} in a .d file's place proves nothing, and is not waited for`, LIMIT, async (t) => {
    const { source, program, depInfo } = crateIn(t);
    make(depInfo);
    assert.equal(await proofOf(builtFrom(program), source), null);
  });
}

const TARGETS: readonly [command: string, variable: string | undefined, target: string][] = [
  ['cargo test --target a-b-c', undefined, 'a-b-c'],
  ['cargo run --release --target=a-b-c', 'd-e-f', 'a-b-c'],
  ['cargo test', 'd-e-f', 'd-e-f'],
  ['cargo test -- --target=a-b-c', undefined, 'host'],
  ['cargo run -- --target a-b-c', '', 'host'],
  ['cargo run a-file --target a-b-c', undefined, 'host'],
];

for (const [command, variable, expected] of TARGETS) {
  const given = variable === undefined ? '' : ` with CARGO_BUILD_TARGET="${variable}"`;
  test(`${command}${given} builds for ${expected}`, async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), 'seccomp-lens-cargo-'));
    t.after(() => {
      rmSync(cwd, { recursive: true, force: true });
    });
    writeFileSync(join(cwd, 'rustc'), '#!/bin/sh\necho "host: host"\n', { mode: 0o755 });
    const env = { PATH: `${cwd}:/usr/bin:/bin`, CARGO_BUILD_TARGET: variable };
    const cargo = cargoCommand(command.split(' '));
    assert.ok(cargo);
    assert.equal(await targetTriple(cargo, { cwd, env }), expected);
  });
}
