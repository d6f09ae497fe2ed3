import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archOfAudit, archOfNode, AUDIT_ARCHES, auditArchName } from '../../../src/core/abi/arch';
import { ARCHES } from '../../../src/core/abi/types';

// The first column as audit records print it.
const RECORDED = [
  ['c000003e', 'x86_64', 'AUDIT_ARCH_X86_64'],
  ['40000003', 'i386', 'AUDIT_ARCH_I386'],
  ['c00000b7', 'aarch64', 'AUDIT_ARCH_AARCH64'],
  ['40000028', 'arm', 'AUDIT_ARCH_ARM'],
  ['c00000f3', 'riscv64', 'AUDIT_ARCH_RISCV64'],
  ['80000016', 's390x', 'AUDIT_ARCH_S390X'],
  ['c0000015', 'ppc64le', 'AUDIT_ARCH_PPC64LE'],
  ['c0000102', 'loongarch64', 'AUDIT_ARCH_LOONGARCH64'],
  ['c0000008', null, 'AUDIT_ARCH_MIPSEL64'],
  ['3e', null, null],
] as const;

for (const [hex, arch, name] of RECORDED) {
  test(`arch=${hex} is ${arch ?? 'without tables'}`, () => {
    assert.equal(archOfAudit(Number.parseInt(hex, 16)), arch);
    assert.equal(auditArchName(Number.parseInt(hex, 16)), name);
  });
}

test('every architecture with tables has one audit number', () => {
  const served = AUDIT_ARCHES.flatMap(({ arch }) => arch ?? []);
  assert.deepEqual(served.sort(), [...ARCHES].sort());
});

test("node's names", () => {
  assert.equal(archOfNode('x64'), 'x86_64');
  assert.equal(archOfNode('arm64'), 'aarch64');
  assert.equal(archOfNode('mips'), null);
  assert.equal(archOfNode('constructor'), null);
});
