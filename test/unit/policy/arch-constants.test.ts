import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arch } from '../../../src/core/abi/types';
import { findingsOf } from '../../../src/core/findings/find';
import { planFor } from '../../../src/core/plan/plan';
import { applyEdits } from '../../../src/core/text/edits';
import { entryWords, read } from './support';

/** `KVM_SET_ONE_REG` has this number on aarch64, and `KVM_SET_REGS` this one on x86_64. */
const ONE_REG = 0x4010_aeac;
const REGS = 0x4090_ae82;

const SOURCE = `#[cfg(target_arch = "x86_64")]
const SET: u64 = 0x4090_ae82;
#[cfg(target_arch = "aarch64")]
const SET: u64 = 0x4010_aeac;

fn vcpu() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        (libc::SYS_ioctl, or![and![Cond::new(1, ArgLen::Dword, Eq, SET)?]]),
    ])
}

fn build() {
    SeccompFilter::new(vcpu()?.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;

const VALUES: readonly [Arch, string][] = [
  ['x86_64', String(REGS)],
  ['aarch64', String(ONE_REG)],
  ['riscv64', '?'],
];

for (const [arch, value] of VALUES) {
  test(`a constant that each architecture has its own of: ${arch}`, async () => {
    const { lists, problems } = await read(SOURCE, arch);
    assert.deepEqual(lists.flatMap(({ entries }) => entries).map(entryWords), [
      `ioctl if 1 dword eq SET=${value}`,
    ]);
    assert.deepEqual(problems, []);
  });
}

const ASKED: readonly [Arch, number, 'already-allowed' | 'remedies'][] = [
  ['x86_64', REGS, 'already-allowed'],
  ['x86_64', ONE_REG, 'remedies'],
  ['aarch64', ONE_REG, 'already-allowed'],
  ['aarch64', REGS, 'remedies'],
];

for (const [arch, request, kind] of ASKED) {
  test(`0x${request.toString(16)} on ${arch}, where a constant differs by architecture: ${kind}`, async () => {
    const want = { arch, syscall: 'ioctl', request, comm: null };
    const plan = planFor(await read(SOURCE, arch), want);
    assert.equal(plan.kind, kind);
    if (plan.kind !== 'remedies') return;
    const edited = applyEdits(SOURCE, plan.remedies[0]?.edits ?? []);
    const again = planFor(await read(edited, arch), want);
    assert.equal(again.kind, 'already-allowed');
    // Nothing comes between what the constant is on each.
    assert.ok(edited.startsWith(SOURCE.slice(0, SOURCE.indexOf('\n\nfn'))), edited);
  });
}

test('a value that is not its name’s is told on the architecture that it is for', async () => {
  const wrong = SOURCE.replaceAll('SET', 'KVM_SET_REGS')
    .replace('0x4090_ae82', '0x4090_ae83')
    .replace('0x4010_aeac', '0x4360_ae82');
  const told = async (arch: Arch): Promise<number[]> =>
    findingsOf(await read(wrong, arch), { arch })
      .filter(({ rule }) => rule === 'wrong-constant')
      .map(({ line }) => line);
  assert.deepEqual(await told('x86_64'), [2]);
});
