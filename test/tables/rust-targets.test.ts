/**
 * The Rust targets of each call, against rustc itself: a crate that names `libc::SYS_x` for every x
 * of the table must fail for exactly those that the table says this machine's target lacks.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import syscalls from '../../src/core/abi/data/syscalls.json';
import { run } from '../../scripts/generate/tools';

const RUST = "Rust's toolchain (rustup)";

test("libc's constants on this machine's target", (t) => {
  const triple = /^host: (.*)$/m.exec(run('rustc', ['-vV'], RUST).stdout)?.[1] ?? '';
  const column = syscalls.targets.findIndex((targets) => targets.includes(triple));
  const bit = syscalls.targets[column]?.indexOf(triple) ?? -1;
  assert.ok(bit >= 0, `${triple} is not in the table`);
  const version = /libc (\S+)/.exec(syscalls.source.targets)?.[1] ?? '';
  const names = syscalls.calls.map(([name]) => String(name));
  const lacking = syscalls.calls
    .filter((row) => ((Number(String(row.at(-1))[column]) || 0) & (1 << bit)) === 0)
    .map(([name]) => String(name));

  const folder = mkdtempSync(path.join(tmpdir(), 'rust-targets-'));
  try {
    writeFileSync(
      path.join(folder, 'Cargo.toml'),
      `[package]\nname = "constants"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[lib]\npath = "lib.rs"\n[dependencies]\nlibc = "=${version}"\n`,
    );
    const lines = names.map((name) => `pub const ${name}: libc::c_long = libc::SYS_${name};\n`);
    writeFileSync(path.join(folder, 'lib.rs'), lines.join(''));
    const manifest = path.join(folder, 'Cargo.toml');
    const { stderr } = run('cargo', ['check', '--quiet', '--manifest-path', manifest], RUST);
    const refused = new Set(
      [...stderr.matchAll(/cannot find value `SYS_(\w+)` in crate `libc`/g)].map(
        ([, name = '']) => name,
      ),
    );
    assert.deepEqual([...refused].sort(), lacking.sort());
    t.diagnostic(
      `${triple}: ${names.length - lacking.length} constants exist, ${lacking.length} do not`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
