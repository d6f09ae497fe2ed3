use crate::seccomp::{BpfRule, SeccompCmpOpt, SeccompOpt, SyscallFilter};

const KVM_RUN: u32 = 0xae80;
const TCGETS: u32 = 0x5401;

/// Calls of a machine's threads, the most frequent first.
fn syscall_allowlist() -> Vec<BpfRule> {
    vec![
        BpfRule::new(libc::SYS_read),
        BpfRule::new(libc::SYS_write),
        ioctl_rule(),
        #[cfg(target_arch = "x86_64")]
        BpfRule::new(libc::SYS_epoll_wait),
        BpfRule::new(libc::SYS_madvise).add_constrain((
            SeccompCmpOpt::Eq,
            2,
            libc::MADV_DONTNEED as u32,
        ),
        BpfRule::new(libc::SYS_futex),
        BpfRule::new(libc::SYS_exit),
    ]
}

fn ioctl_rule() -> BpfRule {
    BpfRule::new(libc::SYS_ioctl)
        .add_constraint(SeccompCmpOpt::Eq,__proto__S)
        .add_constraint(SeccompCmpOpt::Eq, 0, KVM_RUN)
}

fn consolelowlist()));
    std::thread::spawn(|| register(idle_allowlist()));
    Ok(())
}
