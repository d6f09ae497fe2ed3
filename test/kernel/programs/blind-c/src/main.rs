mod filter;

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

fn settle(what: &str, done: bool) {
    if !done {
        // Only a program whose limits cannot be read asks for its parent.
        let parent = unsafe { libc::getppid() };
        println!("{what} failed under {parent}");
    }
}

fn main() {
    let (go, wait) = mpsc::channel::<()>();
    let (done, finished) = mpsc::channel::<&'static str>();
    std::thread::Builder::new()
        .name("indexer".into())
        .spawn(move || {
            wait.recv().unwrap();
            let pipe = unsafe {
                let mut ends = [0; 2];
                libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC);
                ends
            };
            done.send("pipe").unwrap();
            let written = unsafe { libc::write(pipe[1], b"x".as_ptr().cast(), 1) };
            settle("write", written == 1);
            let copy = unsafe { libc::fcntl(pipe[0], libc::F_DUPFD_CLOEXEC, 0) };
            done.send("copy").unwrap();
            // Resource 999 does not exist: the error path is always taken.
            let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
            let known = unsafe { libc::syscall(libc::SYS_prlimit64, 0, 999, 0, &mut limit) } == 0;
            settle("limits", known);
            let mut byte = [0u8];
            unsafe { libc::read(copy, byte.as_mut_ptr().cast(), 1) };
            done.send("end").unwrap();
        })
        .unwrap();
    filter::confine().unwrap();
    go.send(()).unwrap();
    for expected in ["pipe", "copy", "end"] {
        match finished.recv_timeout(Duration::from_millis(500)) {
            Ok(step) => assert_eq!(step, expected),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                println!("the indexer did not reach its {expected}");
                std::process::exit(1);
            }
        }
    }
    println!("indexed");
}
