//! A program without macros of its own.
use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SmccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

pub fn build() -> BpfProgram {
    let rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::from([
        (libc::SYS_read, vec![]),
        (libc::SYS_write, vec![]),
        (
            libc::SYS_ioctl,
            vec![
                SeccompRule::new(vec![
                    SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, 0x5413)
                        .unwrap(),
                ])
                .unwrap(),
            ],
        ),
    ]);
    SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into().unwrap(),
    )
    .unwrap()
    .try_into()
    .unwrap()
}
