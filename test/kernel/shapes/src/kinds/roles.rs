//! Two roles whose lists take in a common one. `ROLE` says whose filter confines this program.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

type Rules = Vec<(i64, Vec<SeccompRule>)>;

#[derive(Clone, Copy)]
#[allow(dead_code)]
enum Role {
    Cpu,
    Http,
}

const ROLE: Role = Role::Cpu;

fn base() -> Rules {
    vec![
        (libc::SYS_close, vec![]),
        (libc::SYS_exit_group, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_munmap, vec![]),
        (libc::SYS_write, vec![]),
        (libc::SYS_sigaltstack, vec![]),
    ]
}

fn cpu() -> shapes::Result<Rules> {
    let mut rules = base();
    rules.extend(vec![
        (
            libc::SYS_ioctl,
            vec![SeccompRule::new(vec![SeccompCondition::new(
                1,
                SeccompCmpArgLen::Dword,
                SeccompCmpOp::Eq,
                0x5413,
            )?])?],
        ),
        (libc::SYS_tkill, vec![]),
    ]);
    Ok(rules)
}

fn http() -> Rules {
    let mut rules = base();
    rules.extend(vec![
        (libc::SYS_accept4, vec![]),
        (libc::SYS_getpid, vec![]),
    ]);
    rules
}

fn rules_of(role: Role) -> shapes::Result<Rules> {
    match role {
        Role::Cpu => cpu(),
        Role::Http => Ok(http()),
    }
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules_of(ROLE)?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
