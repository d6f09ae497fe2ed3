use seccompiler::SeccompAction;

/// (call, why)
const ALLOWED: &[i64] = &[
    libc::SYS_read, // configuration
    libc::SYS_write,
    libc::SYS_close,
    libc::SYS_mmap, libc::SYS_munmap, libc::SYS_mprotect, libc::SYS_madvise, libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_rt_sigprocmask,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
];

/// Confines every thread that there is.
pub fn confine() -> Result<(), Box<dyn std::error::Error>> {
    let rules = ALLOWED.iter().map(|call| (*call, vec![])).collect();
    let on_refusal = SeccompAction::KillThread;
    let filter = seccompiler::SeccompFilter::new(
        rules,
        on_refusal,
        SeccompAction::Allow,
        seccompiler::TargetArch::x86_64,
    )?;
    let program: seccompiler::BpfProgram = filter.try_into()?;
    seccompiler::apply_filter_all_threads(&program)?;
    Ok(())
}
