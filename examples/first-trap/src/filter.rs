//! What the worker thread may ask of the kernel.

use seccompiler::SeccompCmpOp::Eq;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen as ArgLen, SeccompCondition as Cond,
    SeccompFilter, SeccompRule,
};

/// Any of these rules.
macro_rules! or {
    ($($rule:expr),* $(,)?) => { vec![$($rule),*] };
}

/// All of these conditions.
macro_rules! and {
    ($($condition:expr),* $(,)?) => { SeccompRule::new(vec![$($condition),*])? };
}

/// Requests of `/dev/kvm` (linux/kvm.h).
pub mod kvm {
    pub const KVM_GET_API_VERSION: u64 = 0xae00;
    pub const KVM_GET_VCPU_MMAP_SIZE: u64 = 0xae04;
}

/// The `ioctl` requests that the worker makes.
fn ioctl_rules() -> Result<Vec<SeccompRule>, BackendError> {
    use kvm::*;

    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_API_VERSION)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_VCPU_MMAP_SIZE)?],
    ])
}

/// The calls that the worker makes, in alphabetical order.
fn worker_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_exit, vec![]),
        (libc::SYS_exit_group, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, ioctl_rules()?),
        (libc::SYS_madvise, vec![]),
        (libc::SYS_mmap, vec![]),
        (libc::SYS_mprotect, vec![]),
        (libc::SYS_munmap, vec![]),
        (libc::SYS_rt_sigprocmask, vec![]),
        (libc::SYS_rt_sigreturn, vec![]),
        (libc::SYS_sigaltstack, vec![]),
        (libc::SYS_write, vec![]),
    ])
}

/// Puts the calling thread, for good, behind a filter that traps every call but those above.
pub fn apply() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = SeccompFilter::new(
        worker_rules()?.into_iter().collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?;
    let program: BpfProgram = filter.try_into()?;
    Ok(seccompiler::apply_filter(&program)?)
}
