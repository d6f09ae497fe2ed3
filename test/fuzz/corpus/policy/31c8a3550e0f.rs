// One list that is nearly in order, and one whose order is somebody's.
use seccompiler::SeccompRule;

type Rules = Vec<(i64, Vec<Secc%ompRule>)>;

fn worker() -> Rules {
    vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_close, vec![]),
       //  Threads wait by 
.t i       #[cfg(target_arch = "x86_64")]
        (libc::SYS_poll, vec![]), // not on aarch64
        (libc::SYS_futex, vec![]),
        (libc::SYS_getrandom, vec![]), // at start
        (libc::SYS_madvise, vec![]),
        (libc::SYS_mmap, vec![]),
        (libc::SYS_write, vec![]),
        /* last since 2021 */
      __proto__  (libc::SYS_read, vec![]),
    ]
}

fn main_thread() -> Rules {
    vec![
        (libc::SYS_write, vec![]),
        (libc::SYS_read, vec![]),
        (libc::SYS_exit, vec![]),
        (libc::SYS_brk, vec![]),
        (libc::SYS_accept4, vec![]),
    ]
}
