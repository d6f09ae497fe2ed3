import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { SourceLooks } from '../../../src/features/shared/source-looks';
import { Turns } from '../../../src/features/shared/turns';
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

  test('of many files few are looked at at a time, and each once', async () => {
    const folder = await TestFolder.create('many');
    const turns = new Turns();
    try {
      const names = Array.from({ length: 60 }, (_, at) => `file_${at}.rs`);
      const files = await Promise.all(names.map((name) => folder.write(name, 'fn main() {}\n')));
      // One that is gone, and one that is not looked into.
      const others = ['gone.rs', 'target/copy.rs'].map((name) =>
        vscode.Uri.joinPath(vscode.Uri.file(path.dirname(files[0]?.fsPath ?? '')), name),
      );
      const seen: string[] = [];
      let most = 0;
      const see = ({ path: file }: vscode.Uri) => {
        seen.push(path.posix.basename(file));
        most = Math.max(most, [...looks.busy].length);
      };
      const looks = new SourceLooks({
        read: async (uri) => {
          see(uri);
          return Promise.resolve();
        },
        lacks: see,
        failed: see,
      });
      await looks.lookAtAll([...files, ...others], turns);
      assert.deepEqual(seen.sort(), [...names, 'gone.rs'].sort());
      assert.ok(most <= 16, `${most} at once`);
    } finally {
      turns.dispose();
      await folder.remove();
    }
  });
});
