//! Tuples in `vec!`, macros for rules, constants in a module, rules in a function.
use seccompiler::SeccompCmpOp::Eq;
use seccompiler::{
    BackendError, SeccompAction, SeccompCmpArgLen as ArgLen, SeccompCondition as Cond,
    SeccompFilter, SeccompRule,
};

macro_rules! or {
    ($($rule:expr),* $(,)?) => { vec![$($rule),*] };
}

macro_rules! and {
    ($($condition:expr),* $(,)?) => { SeccompRule::new(vec![$($condition),*])? };
}

mod tty {
    pub const TCGETS: u64 = 0x5401;
}

fn ioctl_rules() -> Result<Vec<SeccompRule>, BackendError> {
    use tty::*;
    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?]])
}

fn rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_exit_group, vec![]),
        (libc::SYS_ioctl, ioctl_rules()?),
        (libc::SYS_write, vec![]),
    ])
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules()?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
