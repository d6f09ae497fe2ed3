import assert from 'node:assert/strict';
import path from 'node:path';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { TestFolder } from '../lib/workspace';

/** A filter of `read` alone, by crates that name no `libc::SYS_read`. */
const BY_CRATE = {
  'libseccomp.rs': `use libseccomp::{ScmpAction, ScmpFilterContext, ScmpSyscall};
fn confine() -> Result<(), Error> {
    let mut filter = ScmpFilterContext::new(ScmpAction::KillProcess)?;
    filter.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("read")?)?;
    filter.load()
}
`,
  'syscallz.rs': `use syscallz::{Context, Syscall};
fn confine() -> syscallz::Result<()> {
    let mut filter = Context::init()?;
    filter.allow_syscall(Syscall::read)?;
    filter.load()
}
`,
  'extrasafe.rs': `use extrasafe::{RuleSet, Sysno};
impl RuleSet for Reads {
    fn simple_rules(&self) -> Vec<Sysno> {
        vec![Sysno::read]
    }
}
`,
};

suite('the sources of the workspace', () => {
  test('filters of every crate are found', async () => {
    const folder = await TestFolder.create('crates');
    const lens = await ownLens();
    try {
      for (const [name, text] of Object.entries(BY_CRATE)) await folder.write(name, text);
      await lens.policies.rescan();
      const found = lens.policies.sources.map(({ uri, policy }) => [
        path.basename(uri.path),
        policy.lists.flatMap(({ entries }) => entries.map(({ syscall }) => syscall)),
      ]);
      assert.deepEqual(
        found.sort(),
        Object.keys(BY_CRATE)
          .sort()
          .map((name) => [name, ['read']]),
      );
    } finally {
      disposeLens(lens);
      await folder.remove();
    }
  });

  test('a search is over when what it found is read, also where another look took its place', async () => {
    const folder = await TestFolder.create('searched');
    const lens = await ownLens();
    try {
      await folder.write('filter.rs', FILTER);
      const first = lens.policies.rescan();
      void lens.policies.rescan();
      await first;
      assert.deepEqual(
        lens.policies.sources.map(({ uri }) => path.basename(uri.path)),
        ['filter.rs'],
      );
    } finally {
      disposeLens(lens);
      await folder.remove();
    }
  });
});
