import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arch } from '../../../src/core/abi/types';
import { cfgOn } from '../../../src/core/policy/cfg';

const CASES: readonly [cfg: string | null, arch: Arch, truth: string][] = [
  [null, 'x86_64', 'true'],
  ['target_arch = "x86_64"', 'x86_64', 'true'],
  ['target_arch = "x86_64"', 'aarch64', 'false'],
  ['target_arch = "x86"', 'i386', 'true'],
  ['target_arch = "powerpc64"', 'ppc64le', 'true'],
  ['not(target_arch = "x86_64")', 'x86_64', 'false'],
  ['feature = "kvm"', 'x86_64', 'unknown'],
  ['kvm', 'x86_64', 'unknown'],
  ['not(feature = "kvm")', 'x86_64', 'unknown'],
  ['all(feature = "kvm", target_arch = "arm")', 'x86_64', 'false'],
  ['all(feature = "kvm", target_arch = "x86_64")', 'x86_64', 'unknown'],
  ['any(feature = "kvm", target_arch = "x86_64")', 'x86_64', 'true'],
  ['any(target_arch = "arm", target_arch = "x86_64",)', 'aarch64', 'false'],
  ['all()', 'x86_64', 'true'],
  ['any()', 'x86_64', 'false'],
  ['not(all(target_arch = "x86_64", not(target_env = "musl")))', 'x86_64', 'unknown'],
  ['not(all(target_arch = "x86_64", not(target_env = "musl")))', 'aarch64', 'true'],
  ['target_pointer_width = "32"', 'arm', 'true'],
  ['target_endian = "big"', 's390x', 'true'],
  ['target_os = "macos"', 'x86_64', 'false'],
  ['test', 'x86_64', 'false'],
  ['true', 'x86_64', 'true'],
  ['not(false)', 'x86_64', 'true'],
  ['all(((', 'x86_64', 'unknown'],
  [')', 'x86_64', 'unknown'],
  ['"', 'x86_64', 'unknown'],
];

for (const [cfg, arch, truth] of CASES) {
  test(`#[cfg(${cfg ?? ''})] on ${arch} is ${truth}`, () => {
    assert.equal(cfgOn(cfg, arch), truth);
  });
}
