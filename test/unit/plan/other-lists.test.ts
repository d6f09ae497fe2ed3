import assert from 'node:assert/strict';
import { test } from 'node:test';
import { want } from './cases';
import { rustfmtDiff } from './rustfmt';
import { changedLines, fixed, plan } from './support';

const HEAD = `use libseccomp::{ScmpAction, ScmpArgCompare, ScmpCompareOp, ScmpFilterContext, ScmpSyscall};

const TCGETS: u64 = 0x5401;
`;
const PLAIN = 'ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("read")?)?;';
const RULED = `ctx.add_rule_conditional(
        ScmpAction::Allow,
        ScmpSyscall::from_name("ioctl")?,
        &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, TCGETS)],
    )?;`;

/** A filter that allows what is added to it, above one that refuses it. */
function source(own: string, other: string): string {
  return `${HEAD}
fn allowed() -> Result<ScmpFilterContext, Error> {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Trap)?;
    ${own}
    Ok(ctx)
}

fn refused() -> Result<ScmpFilterContext, Error> {
    let mut filter = ScmpFilterContext::new(ScmpAction::Allow)?;
    ${other}
    Ok(filter)
}
`;
}

const refusing = (rule: string): string =>
  rule.replace('ctx.', 'filter.').replace('ScmpAction::Allow', 'ScmpAction::Errno(1)');

test('a rule is for the filter of its own list, however another list writes such rules', async () => {
  const before = source(PLAIN, refusing(RULED));
  const asked = want('ioctl', 0x5402);
  const { after } = await fixed(before, asked, { list: 'allowed' });
  assert.deepEqual(changedLines(before, after), [
    '+const TCSETS: u64 = 0x5402;',
    '+    ctx.add_rule_conditional(',
    '+        ScmpAction::Allow,',
    '+        ScmpSyscall::from_name("ioctl")?,',
    '+        &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, TCSETS)],',
    '+    )?;',
  ]);
  assert.equal(rustfmtDiff(after), '');
  assert.equal((await plan(after, asked, { list: 'allowed' })).kind, 'already-allowed');
});

test('a call without rules is too', async () => {
  const before = source(RULED, refusing(PLAIN));
  const { after } = await fixed(before, want('getpid'), { list: 'allowed' });
  assert.deepEqual(changedLines(before, after), [
    '+    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("getpid")?)?;',
  ]);
});

const HELPED = `fn worker_rules() -> Vec<(i64, Vec<SeccompRule>)> {
    let mut rules = Vec::new();
    allow(&mut rules, libc::SYS_read);
    rules
}

fn vmm_rules() -> Vec<(i64, Vec<SeccompRule>)> {
    let mut others = Vec::new();
    allow_if(&mut others, libc::SYS_fcntl, vec![SeccompRule::new(vec![Cond::new(1, Dword, Eq, 3)])]);
    others
}
`;

test('a function that fills a list is given its own', async () => {
  const { after } = await fixed(HELPED, want('ioctl', 0x5402), { list: 'worker_rules' });
  assert.match(after, /\n {4}allow_if\(\s+&mut rules,\s+libc::SYS_ioctl,/);
});
