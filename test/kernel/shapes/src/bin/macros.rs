//! Statements of a macro.
use std::collections::BTreeMap;

use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};

macro_rules! allow_syscall {
    ($rules:ident, $call:expr) => {
        $rules.insert($call, vec![]);
    };
}

fn rules() -> BTreeMap<i64, Vec<SeccompRule>> {
    let mut rules = BTreeMap::new();
    allow_syscall!(rules, libc::SYS_exit_group);
    allow_syscall!(rules, libc::SYS_write);
    rules
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
