//! The vCPU thread's filter. What it lacks is what the test expects to be found.

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
    pub const KVM_RUN: u64 = 0xae80;
}

fn vcpu_ioctls() -> Result<Vec<SeccompRule>, BackendError> {
    use kvm::*;

    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],])
}

fn vcpu_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_exit, vec![]),
        (libc::SYS_exit_group, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, vcpu_ioctls()?),
        (libc::SYS_madvise, vec![]),
        (libc::SYS_munmap, vec![]),
        (libc::SYS_rt_sigprocmask, vec![]),
        (libc::SYS_sigaltstack, vec![]),
        (libc::SYS_write, vec![]),
    ])
}

fn device_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_clock_nanosleep, vec![]),
        (libc::SYS_exit, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_getpid, vec![]),
        (libc::SYS_madvise, vec![]),
        (libc::SYS_munmap, vec![]),
        (libc::SYS_rt_sigprocmask, vec![]),
        (libc::SYS_sigaltstack, vec![]),
    ])
}

/// The threads of a machine.
pub enum Thread {
    Vcpu,
    Device,
}

/// Puts the calling thread behind its filter.
pub fn apply(thread: Thread) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let rules = match thread {
        Thread::Vcpu => vcpu_rules()?,
        Thread::Device => device_rules()?,
    };
    let filter = SeccompFilter::new(
        rules.into_iter().collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?;
    let program: BpfProgram = filter.try_into()?;
    Ok(seccompiler::apply_filter(&program)?)
}
