import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { lens, temporaryFolder } from './lens';

const FILES = {
  'Cargo.toml': '[package]\nname = "a"\n',
  'src/main.rs': 'mod devices;\nmod guest;\n',
  'src/devices.rs': `use seccompiler::SeccompRule;
pub fn ioctl_rules() -> Result<Vec<SeccompRule>> {
    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, 0x5401)?]])
}
`,
  'src/guest/threads.rs': `use crate::devices::ioctl_rules;
use seccompiler::SeccompRule;
pub fn vcpu() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![(libc::SYS_brk, vec![]), (libc::SYS_ioctl, ioctl_rules()?)])
}
`,
};

function crate(t: TestContext, files: Readonly<Record<string, string>> = FILES): string {
  const cwd = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(cwd, name, '..'), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  return cwd;
}

/** A call that is asked of the file of rules, and the file of the crate that is changed by it. */
const ASKED: readonly [string[], string, RegExp][] = [
  [['--syscall', 'ioctl', '--ioctl', '0x5402'], 'src/devices.rs', /0x5401.*\n.*0x5402/],
  [['--syscall', 'getpid'], 'src/guest/threads.rs', /SYS_brk.*\n.*SYS_getpid/],
];

for (const [call, changed, text] of ASKED) {
  test(`fix on a file of rules alone: ${call.join(' ')} changes ${changed}`, (t) => {
    const cwd = crate(t);
    const { status, stderr } = lens(['fix', 'src/devices.rs', ...call, '--write'], { cwd });
    assert.equal(status, 0, stderr);
    for (const [name, content] of Object.entries(FILES)) {
      const now = readFileSync(join(cwd, name), 'utf8');
      if (name === changed) assert.match(now, text);
      else assert.equal(now, content, name);
    }
  });
}

test('fix on a list of which another file makes a filter that refuses it: no edit', (t) => {
  const cwd = crate(t, {
    'Cargo.toml': '[package]\nname = "a"\n',
    'src/main.rs': 'mod deny;\nmod denied;\n',
    'src/denied.rs': 'pub const DANGEROUS: [i64; 2] = [libc::SYS_ptrace, libc::SYS_mount];\n',
    'src/deny.rs': `use crate::denied::DANGEROUS;
use seccompiler::{SeccompAction, SeccompFilter};
fn deny() -> SeccompFilter {
    let rules = DANGEROUS.into_iter().map(|nr| (nr, vec![])).collect();
    SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(1), ARCH).unwrap()
}
`,
  });
  for (const syscall of ['getpid', 'ptrace']) {
    const { status, stdout, stderr } = lens(['fix', 'src/denied.rs', '--syscall', syscall], {
      cwd,
    });
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, /DANGEROUS \(line 1\) is a denylist/);
  }
});

const ACTION_FILES = {
  'Cargo.toml': '[package]\nname = "a"\n',
  'src/main.rs': `mod builder;
mod lists;
fn main() {
    builder::build(seccompiler::SeccompAction::Trap).unwrap();
}
`,
  'src/builder.rs': `use crate::lists;
use seccompiler::{SeccompAction, SeccompFilter};
pub fn build(mismatch: SeccompAction) -> Result<SeccompFilter> {
    SeccompFilter::new(lists::vcpu(), mismatch, SeccompAction::Allow, ARCH)
}
`,
  'src/lists.rs': `use seccompiler::SeccompRule;
pub fn vcpu() -> BTreeMap<i64, Vec<SeccompRule>> {
    vec![(libc::SYS_brk, vec![])].into_iter().collect()
}
`,
};

for (const asked of ['src/builder.rs', 'src/lists.rs']) {
  test(`action on ${asked} changes, and keeps, the file that the action is written in`, (t) => {
    const cwd = crate(t, ACTION_FILES);
    const main = join(cwd, 'src/main.rs');
    const env = { XDG_STATE_HOME: join(cwd, 'state') };
    const action = (file: string, ...more: string[]) =>
      lens(['action', file, ...more], { cwd, env });
    const set = action(asked, '--set', 'log', '--write', '--json');
    assert.equal(set.status, 0, set.stderr);
    const said = JSON.parse(set.stdout) as Record<string, unknown>;
    assert.deepEqual(
      [said['file'], said['filter'], said['line'], said['from'], said['to']],
      ['src/main.rs', 'build', 4, 'trap', 'log'],
    );
    assert.match(set.stderr, /src\/main\.rs is changed; action src\/main\.rs --restore --write/);
    const loosened = ACTION_FILES['src/main.rs'].replace('Trap', 'Log');
    assert.equal(readFileSync(main, 'utf8'), loosened);

    const other = action(asked, '--restore', '--write');
    assert.equal(other.status, 1);
    assert.match(
      other.stderr,
      /holds no change of this tool\. src\/main\.rs does: restore that one/,
    );
    assert.equal(readFileSync(main, 'utf8'), loosened);

    assert.equal(action('src/main.rs', '--restore', '--write').status, 0);
    for (const [name, content] of Object.entries(ACTION_FILES)) {
      assert.equal(readFileSync(join(cwd, name), 'utf8'), content, name);
    }
  });
}

test('allowlist on a file of rules alone names the list that takes them', (t) => {
  const { status, stderr } = lens(['allowlist', 'src/devices.rs'], { cwd: crate(t) });
  assert.equal(status, 1);
  const says = 'src/devices.rs holds no allowlist; of its crate these belong to it: vcpu (';
  assert.ok(stderr.includes(`${says}src/guest/threads.rs:4).`), stderr);
});

test('allowlist --format has what a list takes in of another file, and says what of it is not sure', (t) => {
  const cwd = crate(t, {
    'Cargo.toml': '[package]\nname = "a"\n',
    'src/main.rs': 'mod common;\nmod filter;\n',
    'src/common.rs': `use seccompiler::SeccompRule;
pub fn common_rules() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![
        (libc::SYS_read, vec![]),
        #[cfg(feature = "net")]
        (libc::SYS_socket, vec![]),
    ]
}
`,
    'src/filter.rs': `use crate::common::common_rules;
use seccompiler::*;
fn vcpu() -> SeccompFilter {
    let mut rules = vec![(libc::SYS_exit, vec![])];
    rules.extend(common_rules());
    let rules = rules.into_iter().collect();
    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, ARCH).unwrap()
}
`,
  });
  const file = ['allowlist', 'src/filter.rs', '--arch', 'x86_64'];
  const { status, stdout, stderr } = lens([...file, '--format', 'firecracker'], { cwd });
  assert.equal(status, 0, stderr);
  const filter = [{ syscall: 'exit' }, { syscall: 'read' }, { syscall: 'socket' }];
  assert.deepEqual(JSON.parse(stdout), {
    vcpu: { mismatch_action: 'trap', match_action: 'allow', filter },
  });
  assert.match(stderr, /src\/common\.rs:6: socket depends on feature = "net"/);
});
