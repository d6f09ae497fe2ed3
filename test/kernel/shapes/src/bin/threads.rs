//! A list for each thread.
use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};

type Rules = Vec<(i64, Vec<SeccompRule>)>;

#[allow(dead_code)]
enum Thread {
    Vcpu,
    Vmm,
}

fn vcpu_rules() -> shapes::Result<Rules> {
    Ok(vec![
        (libc::SYS_exit_group, vec![]),
        (libc::SYS_write, vec![]),
    ])
}

fn vmm_rules() -> shapes::Result<Rules> {
    Ok(vec![(libc::SYS_exit_group, vec![])])
}

fn rules(thread: Thread) -> shapes::Result<Rules> {
    match thread {
        Thread::Vcpu => vcpu_rules(),
        Thread::Vmm => vmm_rules(),
    }
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules(Thread::Vcpu)?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
