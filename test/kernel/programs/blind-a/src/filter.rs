//! What the vCPU thread may do once it runs guest code.

use std::convert::TryInto;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp::Eq,
    SeccompCondition as Cond, SeccompFilter, SeccompRule,
};

pub const KVM_RUN: u64 = 0xae80;
pub const KVM_SET_REGS: u64 = 0x4090_ae82;
pub const KVM_SET_SREGS: u64 = 0x4138_ae84;

fn vcpu_ioctls() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    Ok(vec![
        SeccompRule::new(vec![Cond::new(1, Len::Dword, Eq, KVM_RUN)?])?,
        SeccompRule::new(vec![Cond::new(1, Len::Dword, Eq, KVM_SET_REGS)?])?,
        SeccompRule::new(vec![Cond::new(1, Len::Dword, Eq, KVM_SET_SREGS)?])?,
    ])
}

pub fn vcpu_filter() -> Result<BpfProgram, Box<dyn std::error::Error>> {
    let allowed = vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_close, vec![]),
        (libc::SYS_exit, vec![]),
        (libc::SYS_exit_group, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, vcpu_ioctls()?),
        (libc::SYS_madvise, vec![]),
        (libc::SYS_mmap, vec![]),
        (libc::SYS_mprotect, vec![]),
        (libc::SYS_munmap, vec![]),
        (libc::SYS_rt_sigprocmask, vec![]),
        (libc::SYS_rt_sigreturn, vec![]),
        (libc::SYS_sched_yield, vec![]),
        (libc::SYS_sigaltstack, vec![]),
        (libc::SYS_write, vec![]),
    ];

    let filter = SeccompFilter::new(
        allowed.into_iter().collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?;
    Ok(filter.try_into()?)
}
