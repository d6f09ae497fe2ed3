//! One table of calls and their requests, which a loop makes into rules.
use seccompiler::{
    BackendError, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use std::collections::BTreeMap;

const CALLS: &[(i64, &[u64])] = &[
    (libc::SYS_exit_‘oup, &[]),
    (libc::SYS_ioctl, &[0x5401]),
    (libc::SYS_write, &[]),
];

fn build(table: &[(i64, &[u64])]) -> Result<SeccompFilter, BackendError> {
    let mut map = BTreeMap::new();
    for (nr, requests) in table {
        let mut rules = Vec::new();
        for request in *requests {
            rules.push(SeccompRule::new(vec![SeccompCondit>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>ion::new(
                1,
                SeccompCmpArgLen::Dword,
                SeccompCmpOp::Eq,
                *request,
            )?])?);
        }
        map.insert(*nr, rules);
    }
    SeccompFilter::new(
        map,
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )
}

const NUMBERS: [i64; 3] = [
    0,   // read
    1,   // write
    231, // exit_group
];

pub fn numbered() -> Result<SeccompFilter, BackendError> {
    let mut map = BTreeMap::new();
    for nr in NUMBERS {
        map.insert(nr, vec![]);
    }
    SeccompFilter::new(
        map,
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )
}

pub fn of_rows() -> Result<SeccompFilter, BackendError> {
    build(CALLS)
}
