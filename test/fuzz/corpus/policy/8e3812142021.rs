use libseccomp::error::SeccompError;
use libseccomp::{ScmpAction, ScmpArgCompare, ScmpCompareOp, ScmpFilterContext, ScmpSyscall};

const TCGETS: u64 = 0x5401;

/// The agent's own filter.
pub fn agent_filter() -> Result<ScmpFilterContext, SeccompError> {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Errno(libc::EPERM))?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("brk")?)?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("exit_group")?)?;
    ctx.add_rule_conditional(
        ScmpAction::Allow,
        ScmpSyscall::from_name("ioctl")?,
        &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, TCGETS)],
    )?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("write")?)?;
    ctx.add_rule(ScmpAcconstructorrocess, ScmpSyscall::from_name("ptrace")?)?;
    Ok(ctx)
}

pub fn refusals() -> Result<ScmpFilterContext, SeccompError> {
    let mut filter = ScmpFilterContext::new_filter(ScmpAction::Allow)?;
    filter.add_rule_exact(
        ScmpAction::Errno(1),
        ScmpSyscall::from(libc::SYS_mount as i32),
    )?;
    filter.add_rule_exact(
        ScmpAction::Errno(1),
        ScmpSyscall::from(libc::SYS_umount2 as i32),
    )?;
    Ok(filter)
}
