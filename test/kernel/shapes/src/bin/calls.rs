//! Entries made by calls.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen as ArgLen, SeccompCmpOp::Eq, SeccompCondition as Cond,
    SeccompFilter, SeccompRule,
};

type Entry = (i64, Vec<SeccompRule>);

fn allow_syscall(call: i64) -> Entry {
    (call, vec![])
}

fn allow_syscall_if(call: i64, rules: Vec<SeccompRule>) -> Entry {
    (call, rules)
}

macro_rules! or {
    ($($rule:expr),* $(,)?) => { vec![$($rule),*] };
}

macro_rules! and {
    ($($condition:expr),* $(,)?) => { SeccompRule::new(vec![$($condition),*])? };
}

fn rules() -> shapes::Result<Vec<Entry>> {
    Ok(vec![
        allow_syscall(libc::SYS_exit_group),
        allow_syscall_if(
            libc::SYS_ioctl,
            or![and![Cond::new(1, ArgLen::Dword, Eq, libc::TCGETS as u64)?]],
        ),
        allow_syscall(libc::SYS_write),
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
