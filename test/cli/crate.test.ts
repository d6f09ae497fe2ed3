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

function crate(t: TestContext): string {
  const cwd = temporaryFolder(t);
  for (const [name, content] of Object.entries(FILES)) {
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

test('allowlist on a file of rules alone names the list that takes them', (t) => {
  const { status, stderr } = lens(['allowlist', 'src/devices.rs'], { cwd: crate(t) });
  assert.equal(status, 1);
  const says = 'src/devices.rs holds no allowlist; of its crate these belong to it: vcpu (';
  assert.ok(stderr.includes(`${says}src/guest/threads.rs:4).`), stderr);
});
