//! The filter under test: what the fix is applied to.

use seccompiler::SeccompCmpOp::Eq;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen as ArgLen, SeccompCondition as Cond,
    SeccompFilter, SeccompRule,
};

macro_rules! or {
    ($($rule:expr),* $(,)?) => { vec![$($rule),*] };
}

macro_rules! and {
    ($($condition:expr),* $(,)?) => { SeccompRule::new(vec![$($condition),*])? };
}

mod kvm {
    pub const KVM_GET_API_VERSION: u64 = 0xae00;
    pub const KVM_CREATE_VM: u64 = 0xae01;
}

fn create_ioctl_seccomp_rule() -> Result<Vec<SeccompRule>, BackendError> {
    use kvm::*;

    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_API_VERSION)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_CREATE_VM)?],
    ])
}

fn probe_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_write, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_mmap, vec![]),
        (libc::SYS_munmap, vec![]),
        (libc::SYS_mprotect, vec![]),
        (libc::SYS_madvise, vec![]),
        (libc::SYS_brk, vec![]),
        (libc::SYS_rt_sigprocmask, vec![]),
        (libc::SYS_sigaltstack, vec![]),
        (libc::SYS_ioctl, create_ioctl_seccomp_rule()?),
        (libc::SYS_exit, vec![]),
        (libc::SYS_exit_group, vec![]),
    ])
}

/// Puts the calling thread behind the filter.
pub fn apply() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = SeccompFilter::new(
        probe_rules()?.into_iter().collect(),
        SeccompAction::Log,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?;
    let program: BpfProgram = filter.try_into()?;
    Ok(seccompiler::apply_filter(&program)?)
}
