use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, SeccompRule};
use std::collections::BTreeMap;

/// The threads of this program.
#[derive(Clone, Copy)]
pub enum Thread {
    Main,
    Worker,
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What Rust's runtime needs on every thread.
fn common_rules() -> Rules {
    let mut rules = Rules::new();
    rules.insert(libc::SYS_brk, vec![]);
    rules.insert(libc::SYS_exit, vec![]);
    rules.insert(libc::SYS_exit_group, vec![]);
    rules.insert(libc::SYS_futex, vec![]);
    rules.insert(libc::SYS_madvise, vec![]);
    rules.insert(libc::SYS_mmap, vec![]);
    rules.insert(libc::SYS_mprotect, vec![]);
    rules.insert(libc::SYS_munmap, vec![]);
    rules.insert(libc::SYS_rt_sigprocmask, vec![]);
    rules.insert(libc::SYS_sched_yield, vec![]);
    rules.insert(libc::SYS_sigaltstack, vec![]);
    rules.insert(libc::SYS_write, vec![]);
    rules
}

fn main_rules() -> Rules {
    let mut rules = common_rules();
    rules.insert(libc::SYS_clone, vec![]);
    rules.insert(libc::SYS_getpid, vec![]);
    rules
}

fn worker_rules() -> Rules {
    let mut rules = common_rules();
    rules.insert(libc::SYS_clock_gettime, vec![]);
    rules.insert(libc::SYS_gettid, vec![]);
    rules
}

pub fn filter_for(thread: Thread) -> BpfProgram {
    let rules = match thread {
        Thread::Main => main_rules(),
        Thread::Worker => worker_rules(),
    };
    SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into().expect("an architecture that seccompiler knows"),
    )
    .and_then(|filter| filter.try_into())
    .expect("a filter")
}
