use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// Puts the calling thread behind a filter that sends SIGSYS.
pub fn apply() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = SeccompFilter::new(
        vec![
            (libc::SYS_rt_sigreturn, vec![]),
            (libc::SYS_write, vec![]),
            (libc::SYS_futex, vec![]),
            (libc::SYS_munmap, vec![]),
            (libc::SYS_madvise, vec![]),
            (libc::SYS_sigaltstack, vec![]),
            (libc::SYS_rt_sigprocmask, vec![]),
            (libc::SYS_exit, vec![]),
            (libc::SYS_exit_group, vec![]),
        ]
        .into_iter()
        .collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?;
    let program: BpfProgram = filter.try_into()?;
    Ok(seccompiler::apply_filter(&program)?)
}
