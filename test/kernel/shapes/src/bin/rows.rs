//! One table of calls and their requests, which a loop makes into rules.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use std::collections::BTreeMap;

const CALLS: &[(i64, &[u64])] = &[
    (libc::SYS_exit_group, &[]),
    (libc::SYS_ioctl, &[0x5401]),
    (libc::SYS_write, &[]),
];

fn build(table: &[(i64, &[u64])]) -> shapes::Result<SeccompFilter> {
    let mut map = BTreeMap::new();
    for (nr, requests) in table {
        let mut rules = Vec::new();
        for request in *requests {
            rules.push(SeccompRule::new(vec![SeccompCondition::new(
                1,
                SeccompCmpArgLen::Dword,
                SeccompCmpOp::Eq,
                *request,
            )?])?);
        }
        map.insert(*nr, rules);
    }
    Ok(SeccompFilter::new(
        map,
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(build(CALLS))
}
