import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsIn, listOf, words } from './support';

const LIMITED = '(libc::SYS_ioctl, or![and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?]]),';
const FREE = '(libc::SYS_ioctl, vec![]),';

const registered = (
  calls: string,
  attribute = '',
): string => `use hyperlight_host::UninitializedSandbox;
fn host(sbox: &mut UninitializedSandbox) -> Result<()> {
    ${attribute}
    sbox.register_with_extra_allowed_syscalls("F", f, ${calls})?;
    Ok(())
}
`;

interface Case {
  readonly what: string;
  readonly text: string;
  readonly found: readonly string[];
  readonly says?: RegExp;
}

const CASES: readonly Case[] = [
  {
    what: 'a call that the list of the file limits',
    text: registered('vec![libc::SYS_read, libc::SYS_ioctl]') + listOf(LIMITED),
    found: ['4 widening-extra-call'],
    says: /^`ioctl` is allowed whatever its arguments are while the host function F runs: .* on line 9\.$/,
  },
  {
    what: "a call that Hyperlight's own list limits",
    text: registered('vec![libc::SYS_ioctl, libc::SYS_getpid]'),
    found: ['4 widening-extra-call?'],
    says: /entry of Hyperlight's list/,
  },
  { what: 'a call that no list limits', text: registered('vec![libc::SYS_getpid]'), found: [] },
  {
    what: 'a call that the list of the file allows as it is',
    text: registered('vec![libc::SYS_ioctl]') + listOf(FREE),
    found: [],
  },
  {
    what: 'a call of the list under conditions of another architecture',
    text: registered('vec![libc::SYS_ioctl]') + listOf('#[cfg(target_arch = "aarch64")]', LIMITED),
    found: [],
  },
  {
    what: 'a registration of another architecture',
    text: registered('vec![libc::SYS_ioctl]', '#[cfg(target_arch = "aarch64")]'),
    found: [],
  },
  { what: 'calls out of a variable', text: registered('calls'), found: [] },
  {
    what: 'a comment that suppresses it',
    text: registered('vec![libc::SYS_ioctl]', '// seccomp-lens: allow(widening-extra-call)'),
    found: [],
  },
];

for (const { what, text, found, says } of CASES) {
  test(`further calls of host functions: ${what}`, async () => {
    const findings = (await findingsIn(text)).filter(({ rule }) => rule === 'widening-extra-call');
    assert.deepEqual(findings.map(words), found);
    if (says) assert.match(findings[0]?.message ?? '', says);
  });
}
