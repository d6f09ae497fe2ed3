//! Conditions and rules in variables.
use std::collections::BTreeMap;

use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

fn rules() -> shapes::Result<BTreeMap<i64, Vec<SeccompRule>>> {
    let mut rules = BTreeMap::new();
    let is_tcgets =
        SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, libc::TCGETS)?;
    let ioctl_rule = SeccompRule::new(vec![is_tcgets])?;
    rules.insert(libc::SYS_exit_group, vec![]);
    rules.insert(libc::SYS_ioctl, vec![ioctl_rule]);
    rules.insert(libc::SYS_write, vec![]);
    Ok(rules)
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules()?,
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
