import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { optionsIn } from '../../../src/core/plan/plan-all';
import { planFor } from '../../../src/core/plan/plan';
import { SourceTree } from '../../../src/core/policy/source-tree';
import { readCrateAround } from '../../../src/host/crate-files';
import { withUsers } from '../../../src/host/crate-users';
import { want } from '../plan/cases';
import { parserReady } from '../plan/support';

const DEVICES = `use seccompiler::SeccompRule;
pub fn ioctl_rules() -> Result<Vec<SeccompRule>> {
    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, 0x5401)?]])
}
`;
const THREADS = `use crate::devices::ioctl_rules;
use seccompiler::SeccompRule;
pub fn vcpu() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![(libc::SYS_brk, vec![]), (libc::SYS_ioctl, ioctl_rules()?)])
}
`;

test('a file of rules alone: the list that takes them is found, and a request goes into the rules', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'users-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'src/guest'), { recursive: true });
  writeFileSync(join(folder, 'Cargo.toml'), '');
  writeFileSync(join(folder, 'src/main.rs'), 'mod devices;\nmod guest;\n');
  writeFileSync(join(folder, 'src/devices.rs'), DEVICES);
  writeFileSync(join(folder, 'src/guest/threads.rs'), THREADS);
  // It names the function, and is about no filter.
  writeFileSync(join(folder, 'src/other.rs'), 'fn f() { ioctl_rules() }\n');

  const path = join(folder, 'src/devices.rs');
  const around = await readCrateAround(path, DEVICES);
  assert.deepEqual(around.files, []);
  const crate = await withUsers(path, DEVICES, around);
  assert.deepEqual(
    crate.files.map((file) => [relative(folder, file.path), file.modules.join('::')]),
    [['src/guest/threads.rs', 'guest::threads']],
  );

  const parser = await parserReady;
  const tree = new SourceTree(path, DEVICES, crate);
  const policy = tree.read(parser, null, 'x86_64');
  assert.ok(policy);
  assert.deepEqual(
    policy.elsewhere.map(({ name, file }) => [name, relative(folder, file ?? '')]),
    [['vcpu', 'src/guest/threads.rs']],
  );
  const options = optionsIn((some, file, arch) => some.read(parser, file, arch), tree, 'x86_64');
  const plan = planFor(policy, want('ioctl', 0x5402), options);
  assert.equal(plan.kind, 'remedies');
  assert.equal(plan.remedies[0]?.list, 'ioctl_rules');
  assert.ok(tree.isOwn(plan.remedies[0].file));
});
