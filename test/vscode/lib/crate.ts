/** A crate of three files: what builds the filter, its list, and the rules of that list's `ioctl`. */
export const MAIN = `mod devices;
mod threads;

use seccompiler::{SeccompAction, SeccompFilter};

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        threads::vcpu()?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}
`;

export const THREADS = `use crate::devices::ioctl_rules;
use seccompiler::SeccompRule;

pub fn vcpu() -> shapes::Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_ioctl, ioctl_rules()?),
        (libc::SYS_munmap, vec![]),
    ])
}
`;

export const DEVICES = `use seccompiler::{SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};

const TCGETS: u64 = 0x5401;

pub fn ioctl_rules() -> shapes::Result<Vec<SeccompRule>> {
    Ok(vec![SeccompRule::new(vec![SeccompCondition::new(
        1,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::Eq,
        TCGETS,
    )?])?])
}
`;
