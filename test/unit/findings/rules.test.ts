import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arch } from '../../../src/core/abi/types';
import { findingsIn, filterOf, fixedBy, listOf, namedList, rules, words } from './support';

interface Case {
  readonly what: string;
  readonly text: string;
  readonly arch?: Arch;
  /** As `words` writes them. */
  readonly found: readonly string[];
  /** Of the first finding. */
  readonly says?: RegExp;
  /** The text after the first finding's fix; null where it has none. */
  readonly fixed?: string | null;
}

const READ = '(libc::SYS_read, vec![]),';
const WRITE = '(libc::SYS_write, vec![]),';
const TO_ONE = `(libc::SYS_write, ${rules('0, ArgLen::Dword, Eq, 1')}),`;
const TO_TWO = `(libc::SYS_write, ${rules('0, ArgLen::Dword, Eq, 2')}),`;
const IOCTL = '(libc::SYS_ioctl, vec![]),';
const RUN = `(libc::SYS_ioctl, ${rules('1, ArgLen::Dword, Eq, 0xae80')}),`;
const X86 = '#[cfg(target_arch = "x86_64")]';
const ARM = '#[cfg(target_arch = "aarch64")]';

/** A rule function; its first rule stands on line 3. */
function ruleFn(...lines: readonly string[]): string {
  return `fn ioctl_rules() -> Result<Vec<SeccompRule>> {
    Ok(or![
${lines.map((line) => `        and![Cond::new(${line})?],\n`).join('')}    ])
}
`;
}

/** A list that takes in `base`, first or last; its own entry, where it has one, stands on line 3 or 4. */
function merged(base: string, own: string | null, first: boolean): string {
  const take = '    rules.extend(base());\n';
  const push = own === null ? '' : `    rules.push(${own.replace(/,$/, '')});\n`;
  return `fn worker() -> Vec<(i64, Vec<SeccompRule>)> {
    let mut rules = Vec::new();
${first ? take + push : push + take}    rules
}
fn base() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![${base.replace(/,$/, '')}]
}
`;
}

const CASES: readonly Case[] = [
  {
    what: 'an entry that a list taken in has too',
    text: merged(READ, READ, true),
    found: ['4 merged-duplicate?'],
    says: /^`read` is in `base` too \(line 8\), which this list takes in: this entry is needless/,
    fixed: merged(READ, null, true),
  },
  {
    what: 'an entry that a list taken in later replaces',
    text: merged(READ, READ.replace('vec![]', rules('0, ArgLen::Dword, Eq, 1')), false),
    found: ['3 merged-duplicate'],
    says: /^This entry for `read` is without effect: `base`, which is put in later, has .* line 8/,
    fixed: merged(READ, null, false),
  },
  {
    what: 'an entry that undoes the conditions of a list taken in',
    text: merged(TO_ONE, WRITE, true),
    found: ['4 merged-duplicate'],
    says: /^This entry replaces the one for `write` in `base` on line 8: the conditions there are/,
  },
  {
    what: 'an entry that is narrower than that of a list taken in',
    text: merged(WRITE, TO_ONE, true),
    found: [],
  },
  { what: 'other calls than a list taken in', text: merged(READ, WRITE, true), found: [] },
  { what: 'an ordinary list', text: listOf(READ, TO_ONE, RUN), found: [] },
  {
    what: 'an entry twice: the earlier is dead',
    text: listOf(READ, WRITE, READ),
    found: ['3 duplicate-entry'],
    says: /^This entry for `read` is without effect: line 5 lists it again/,
    fixed: listOf(WRITE, READ),
  },
  {
    what: 'an entry three times',
    text: listOf(READ, READ, READ),
    found: ['3 duplicate-entry', '4 duplicate-entry'],
    says: /line 5/,
  },
  {
    what: 'the same conditions in another order',
    text: listOf(
      `(libc::SYS_write, ${rules('0, ArgLen::Dword, Eq, 1', '0, ArgLen::Dword, Eq, 2')}),`,
      `(libc::SYS_write, ${rules('0, ArgLen::Dword, Eq, 2', '0, ArgLen::Dword, Eq, 0x1')}),`,
    ),
    found: ['3 duplicate-entry'],
  },
  {
    what: 'an entry twice on one line',
    text: listOf(`${READ} ${WRITE} ${READ}`),
    found: ['3 duplicate-entry'],
    fixed: listOf(`${WRITE} ${READ}`),
  },
  {
    what: 'the comment of a dead entry goes with it',
    text: listOf(WRITE, '// it reads', READ, '// again', READ),
    found: ['5 duplicate-entry'],
    fixed: listOf(WRITE, '// again', READ),
  },
  {
    what: 'a list that says its length',
    text: `const CALLS: [(i64, Vec<SeccompRule>); 3] = [
    ${READ}
    ${READ}
    ${WRITE}
];
`,
    found: ['2 duplicate-entry'],
    fixed: `const CALLS: [(i64, Vec<SeccompRule>); 2] = [
    ${READ}
    ${WRITE}
];
`,
  },
  {
    what: 'a list whose length is a name',
    text: `const CALLS: [(i64, Vec<SeccompRule>); COUNT] = [
    ${READ}
    ${READ}
];
`,
    found: ['2 duplicate-entry'],
    fixed: null,
  },
  {
    what: 'a bare name twice',
    text: `const CALLS: &[i64] = &[libc::SYS_read, libc::SYS_write, libc::SYS_read];\n`,
    found: ['1 duplicate-entry'],
    fixed: `const CALLS: &[i64] = &[libc::SYS_write, libc::SYS_read];\n`,
  },
  {
    what: 'a key of a map put in twice',
    text: `fn calls() -> BTreeMap<i64, Vec<SeccompRule>> {
    let mut rules = BTreeMap::new();
    rules.insert(libc::SYS_read, vec![]);
    rules.insert(libc::SYS_write, vec![]);
    rules.insert(libc::SYS_read, vec![]);
    rules
}
`,
    found: ['3 duplicate-entry'],
    fixed: `fn calls() -> BTreeMap<i64, Vec<SeccompRule>> {
    let mut rules = BTreeMap::new();
    rules.insert(libc::SYS_write, vec![]);
    rules.insert(libc::SYS_read, vec![]);
    rules
}
`,
  },
  {
    what: 'rules that add up',
    text: `fn load(ctx: &mut ScmpFilterContext) -> Result<()> {
    ctx.allow_syscall(libc::SYS_read)?;
    ctx.allow_syscall(libc::SYS_write)?;
    ctx.allow_syscall(libc::SYS_read)?;
    Ok(())
}
`,
    found: [],
  },
  {
    what: 'one call for each architecture',
    text: listOf(X86, READ, ARM, READ),
    found: [],
  },
  {
    what: 'under a cfg and without one',
    text: listOf(X86, READ, WRITE, READ),
    found: ['4 duplicate-entry'],
    fixed: listOf(WRITE, READ),
  },
  {
    what: 'other conditions under a feature are meant',
    text: listOf(TO_ONE, '#[cfg(feature = "two")]', TO_TWO),
    found: [],
  },
  {
    what: 'one call in two lists',
    text: namedList('a', READ) + namedList('b', READ),
    found: [],
  },
  {
    what: 'rules from another file are not compared',
    text: listOf('(libc::SYS_write, elsewhere()?),', WRITE),
    found: [],
  },
  {
    what: 'conditions that later ones replace',
    text: listOf(TO_ONE, READ, TO_TWO),
    found: ['3 overridden-entry'],
    says: /^This entry for `write` is without effect: only the conditions of line 5 are in force\.$/,
    fixed: listOf(READ, TO_TWO),
  },
  {
    what: 'conditions that a later entry undoes',
    text: listOf(TO_ONE, READ, WRITE),
    found: ['5 widening-duplicate'],
    says: /^`write` is allowed whatever its arguments are, .* on line 3\.$/,
    fixed: listOf(TO_ONE, READ),
  },
  {
    what: 'conditions undone under a feature',
    text: listOf(TO_ONE, '#[cfg(feature = "debug")]', WRITE),
    found: ['5 widening-duplicate'],
    says: /under feature = "debug"/,
    fixed: listOf(TO_ONE),
  },
  {
    what: 'conditions that narrow an earlier entry',
    text: listOf(WRITE, TO_ONE),
    found: ['3 overridden-entry'],
  },
  {
    what: 'a rule twice',
    text: ruleFn('1, ArgLen::Dword, Eq, KVM_RUN', '1, ArgLen::Dword, Eq, 0xae80'),
    found: ['4 dead-rule?'],
    says: /`KVM_RUN` on line 3/,
    fixed: ruleFn('1, ArgLen::Dword, Eq, KVM_RUN'),
  },
  {
    what: 'a rule that asks for more than another',
    text: ruleFn(
      '1, ArgLen::Dword, Eq, 5)?, Cond::new(2, ArgLen::Qword, Eq, 1',
      '1, ArgLen::Dword, Eq, 5',
    ),
    found: ['3 dead-rule?'],
  },
  {
    what: 'rules for different arguments, and values that are not known',
    text: ruleFn(
      '1, ArgLen::Dword, Eq, 5',
      '2, ArgLen::Dword, Eq, 5',
      '1, ArgLen::Dword, Eq, unknown::A',
      '1, ArgLen::Dword, Eq, unknown::A',
    ),
    found: [],
  },
  {
    what: 'every ioctl, where another list limits them',
    text: namedList('a', RUN) + namedList('b', IOCTL),
    found: ['8 unconditional-ioctl'],
    says: /line 3 \(`a`\) limits them\.$/,
    fixed: null,
  },
  {
    what: 'every ioctl, where another call is limited',
    text: listOf(IOCTL, TO_ONE),
    found: ['3 unconditional-ioctl'],
  },
  { what: 'every ioctl in a file without conditions', text: listOf(IOCTL, WRITE), found: [] },
  {
    what: 'a denylist refuses every ioctl',
    text:
      namedList('calls', IOCTL, TO_ONE) + filterOf('calls', 'Allow', 'Errno(libc::EPERM as u32)'),
    found: [],
  },
  {
    what: 'ioctl limited and then not',
    text: listOf(RUN, IOCTL),
    found: ['4 widening-duplicate'],
  },
  {
    what: 'a request in 64 bits',
    text: listOf(`(libc::SYS_ioctl, ${rules('1, ArgLen::Qword, Eq, 0xc010_b805')}),`),
    found: ['3 ioctl-length'],
    says: /^The request `0xc010_b805` is compared in 64 bits/,
    fixed: listOf(`(libc::SYS_ioctl, ${rules('1, ArgLen::Dword, Eq, 0xc010_b805')}),`),
  },
  {
    what: 'a request in 64 bits, old names, in a function whose list is elsewhere',
    text: ruleFn('1, ArgLen::QWORD, Eq, KVM_RUN'),
    found: ['3 ioctl-length'],
    fixed: ruleFn('1, ArgLen::DWORD, Eq, KVM_RUN'),
  },
  {
    what: 'requests that libseccomp compares, which has 64 bits alone',
    text: `fn f() -> R<()> {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Errno(1))?;
    ctx.add_rule_conditional(ScmpAction::Allow, ScmpSyscall::from_name("ioctl")?, &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, 0xae80)])?;
    ctx.add_rule_conditional(ScmpAction::Allow, ScmpSyscall::from_name("ioctl")?, &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, 0xc010_b805)])?;
    ctx.add_rule_conditional(ScmpAction::Allow, ScmpSyscall::from_name("ioctl")?, &[scmp_cmp!($arg1 == 0xae01)])?;
    Ok(())
}
`,
    found: ['4 ioctl-length'],
  },
  {
    what: 'other arguments in 64 bits',
    text: listOf(
      `(libc::SYS_ioctl, ${rules('2, ArgLen::Qword, Eq, 1')}),`,
      `(libc::SYS_mmap, ${rules('1, ArgLen::Qword, Le, 4096')}),`,
    ),
    found: [],
  },
  {
    what: 'a constant of another value',
    text: 'pub const KVM_RUN: u64 = 0xae81;\n',
    found: ['1 wrong-constant'],
    says: /^`KVM_RUN` is 0xae80 on x86_64/,
    fixed: 'pub const KVM_RUN: u64 = 0xae80;\n',
  },
  {
    what: 'a constant of another architecture',
    text: 'const KVM_SET_REGS: u64 = 0x4360_ae82;\n',
    found: ['1 wrong-constant'],
    says: /is 0x4090ae82 on x86_64, and `0x4360_ae82` is its value on aarch64/,
    fixed: 'const KVM_SET_REGS: u64 = 0x4090_ae82;\n',
  },
  {
    what: 'the same where it is the target',
    text: 'const KVM_SET_REGS: u64 = 0x4360_ae82;\n',
    arch: 'aarch64',
    found: [],
  },
  {
    what: 'a constant for each architecture',
    text: `${X86}\nconst KVM_SET_REGS: u64 = 0x4090_ae82;\n${ARM}\nconst KVM_SET_REGS: u64 = 0x4360_ae82;\n`,
    found: [],
  },
  {
    what: 'swapped between architectures',
    text: `${ARM}\nconst KVM_SET_REGS: u64 = 0x4090_ae82;\n`,
    found: ['2 wrong-constant'],
    says: /0x4360ae82 on aarch64/,
  },
  {
    what: 'both of MSHV’s ABIs, a sign-extended int, names that no table has',
    text: `const MSHV_RUN_VP: u64 = 0x8100_b807;
mod new { const MSHV_RUN_VP: u64 = 0x8100_b800; }
const KVM_GET_REGS: i32 = -2138001791;
const OUR_REQUEST: u64 = 7;
`,
    found: [],
  },
  {
    what: 'neither of MSHV’s ABIs',
    text: 'const MSHV_RUN_VP: u64 = 0x8100_b809;\n',
    found: ['1 wrong-constant'],
    fixed: null,
  },
  {
    what: 'a call’s number in its other spelling, which is no request',
    text: 'const __NR_read: i64 = 0x5401;\n',
    found: ['1 wrong-constant'],
    says: /^`__NR_read` is 0x0 on x86_64: what/,
  },
  {
    what: 'the number of a call',
    text: 'const SYS_clone3: i64 = 434;\nconst SYS_openat2: i64 = 437;\n',
    found: ['1 wrong-constant'],
    fixed: 'const SYS_clone3: i64 = 435;\nconst SYS_openat2: i64 = 437;\n',
  },
  {
    what: 'a call that its cfg’s target has not',
    text: listOf(READ, ARM, '(libc::SYS_open, vec![]),'),
    found: ['5 no-such-call!'],
    says: /^There is no `SYS_open` on aarch64/,
    fixed: null,
  },
  {
    what: 'a call that one of the file’s targets has not',
    text: listOf(ARM, READ, '(libc::SYS_open, vec![]),'),
    found: ['5 no-such-call'],
    fixed: listOf(ARM, READ, X86, '(libc::SYS_open, vec![]),'),
  },
  {
    what: 'a call under the cfg that it needs, and one in a file for one architecture',
    text: listOf(X86, '(libc::SYS_open, vec![]),') + namedList('b', ARM, READ),
    found: [],
  },
  {
    what: 'a file that names its targets without blanks',
    text: listOf('#[cfg(target_arch="aarch64")]', READ, '(libc::SYS_open, vec![]),'),
    found: ['5 no-such-call'],
  },
  { what: 'a file that names no target', text: listOf('(libc::SYS_open, vec![]),'), found: [] },
  {
    what: 'a name that is newer than the tables, and a constant of one’s own',
    text: `const SYS_open: i64 = 56;\n${listOf(ARM, '(libc::SYS_brand_new, vec![]),', ARM, '(SYS_open, vec![]),')}`,
    found: ['1 wrong-constant'],
  },
  {
    what: 'a filter left on Log',
    text: namedList('calls', READ) + filterOf('calls', 'Log', 'Allow'),
    found: ['10 lax-mismatch'],
    says: /only logged\.$/,
    fixed: namedList('calls', READ) + filterOf('calls', 'Trap', 'Allow'),
  },
  {
    what: 'the action of the other filters',
    text:
      namedList('a', READ) +
      filterOf('a', 'Log', 'Allow') +
      namedList('b', READ) +
      filterOf('b', 'KillProcess', 'Allow'),
    found: ['10 lax-mismatch'],
    fixed:
      namedList('a', READ) +
      filterOf('a', 'KillProcess', 'Allow') +
      namedList('b', READ) +
      filterOf('b', 'KillProcess', 'Allow'),
  },
  {
    what: 'Allow for what is not listed, Log for what is',
    text: namedList('calls', READ) + filterOf('calls', 'Allow', 'Log'),
    found: ['10 lax-mismatch'],
  },
  {
    what: 'a denylist',
    text: namedList('calls', READ) + filterOf('calls', 'Allow', 'Errno(1)'),
    found: [],
  },
  {
    what: 'a program that can be told to log',
    text:
      namedList('calls', READ) +
      filterOf('calls', 'Log', 'Allow') +
      filterOf('calls', 'Trap', 'Allow'),
    found: [],
  },
  {
    what: 'a filter on Log under a feature, and in tests',
    text:
      namedList('calls', READ) +
      filterOf('calls', 'Log', 'Allow', '#[cfg(feature = "trace")]') +
      filterOf('calls', 'Log', 'Allow', '#[cfg(test)]'),
    found: [],
  },
  {
    what: 'an action that comes from elsewhere',
    text:
      namedList('calls', READ) +
      filterOf('calls', 'Log', 'Allow').replace('SeccompAction::Log', 'action'),
    found: [],
  },
  {
    what: 'two actions that are one',
    text: namedList('calls', READ) + filterOf('calls', 'Allow', 'Allow'),
    found: ['11 identical-actions!'],
    fixed: null,
  },
  {
    what: 'two errnos',
    text: namedList('calls', READ) + filterOf('calls', 'Errno(1)', 'Errno(2)'),
    found: [],
  },
  {
    what: 'one errno twice',
    text:
      namedList('calls', READ) +
      filterOf('calls', 'Errno(libc::EPERM as u32)', 'Errno(libc::EPERM as u32)'),
    found: ['11 identical-actions!'],
  },
  ...equivalents(),
  {
    what: 'source that is not parsed gives none',
    text: `fn calls() -> Vec<(i64, Vec<SeccompRule>)> {\n    vec![\n        ${READ}\n        (libc::SYS_read, vec![])\n        ${READ}\n    ]\n}\n`,
    found: [],
  },
  {
    what: 'tests give none',
    text: `#[cfg(test)]\nmod tests {\n${listOf(READ, READ)}}\n`,
    found: [],
  },
];

function equivalents(): Case[] {
  const open = '(libc::SYS_open, vec![]),';
  const openat = '(libc::SYS_openat, vec![]),';
  const served = (...lists: readonly (readonly string[])[]): string =>
    lists
      .map((entries, at) => namedList(`l${at}`, ...entries) + filterOf(`l${at}`, 'Trap', 'Allow'))
      .join('');
  return [
    {
      what: 'a call without the one that stands beside it in all other lists',
      text: served([open, openat], [open, openat], [openat]),
      found: ['33 missing-equivalent?'],
      says: /^`openat` is allowed here without `open`, .* in `l0`\.$/,
      fixed: null,
    },
    { what: 'one list is no habit', text: served([open, openat], [openat]), found: [] },
    {
      what: 'no habit where lists differ',
      text: served([open, openat], [open, openat], [openat], [openat]),
      found: [],
    },
  ];
}

for (const { what, text, arch, found, says, fixed } of CASES) {
  test(what, async () => {
    const findings = await findingsIn(text, arch ? { arch } : {});
    assert.deepEqual(findings.map(words), found);
    const [first] = findings;
    if (says) assert.match(first?.message ?? '', says);
    if (fixed === null) assert.equal(first?.fix, null);
    else if (fixed !== undefined) assert.equal(fixedBy(text, findings, first?.rule ?? ''), fixed);
  });
}

for (const { what, text, arch, fixed } of CASES.filter((it) => typeof it.fixed === 'string')) {
  test(`fixed, it is told no more: ${what}`, async () => {
    const about = arch ? { arch } : {};
    const before = await findingsIn(text, about);
    const after = await findingsIn(fixed ?? '', about);
    assert.equal(after.length, before.length - 1);
  });
}
