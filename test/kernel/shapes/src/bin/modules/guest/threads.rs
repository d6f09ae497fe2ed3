use super::common::common;
use crate::devices::ioctl_rules;
use seccompiler::SeccompRule;

pub fn vcpu() -> shapes::Result<Vec<(i64, Vec<SeccompRule>)>> {
    let mut rules = vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_ioctl, ioctl_rules()?),
        (libc::SYS_munmap, vec![]),
    ];
    rules.extend(common());
    Ok(rules)
}
