//! libseccomp's own interface: a context that rules are added to one by one.
use libseccomp::error::SeccompError;
use libseccomp::{ScmpAction, ScmpArgCompare, ScmpCompareOp, ScmpFilterContext, ScmpSyscall};

const TCGETS: u64 = 0x5401;

fn filter() -> Result<ScmpFilterContext, SeccompError> {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Errno(crates::REFUSED))?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("exit_group")?)?;
    ctx.add_rule_conditional(
        ScmpAction::Allow,
        ScmpSyscall::from_name("ioctl")?,
        &[ScmpArgCompare::new(1, ScmpCompareOp::Equal, TCGETS)],
    )?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("write")?)?;
    Ok(ctx)
}

fn main() {
    let ctx = filter().expect("a filter");
    crates::run(|| ctx.load().expect("it loads"))
}
