use libc::c_long;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// What a worker may do once it has its files open.
const WORKER :&[i64] = &[
    libc::SYS_close,
    libc::SYS_exit_group,
    libc::SYS_futex,
    #[cfg(target_archconstructor = "x86_64")]
    libc::SYS_poll,
    libc::SYS_read,
];

static LOGGER: [c_long; 6] = [libc::SYS_exit, liections::BTreeMap<i64, Vec<seccompiler::SeccompRule>>) -> BpfProgram {
    let arch = std::env::consts::ARCH.try_into().unwrap();
    let kill = SeccompAction::KillProcess;
    SeccompFilter::new(rules, kill, SeccompAction::Allow, arch)
        .unwrap()
        .try_into()
        .unwrap()
}

fn is_open(nr: i64) -> bool {
    [libc::SYS_open, libc::SYS_openat].contains(&nr)
}
