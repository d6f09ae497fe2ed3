//! `probe THREAD STEP…` makes the calls that the steps name, in a thread of that name, behind the
//! filter: `getpid`, `getppid`, or `ioctl:REQUEST` on `/dev/kvm`.
//!
//! `trap.rs` is that of `examples/first-trap`: the tests copy it beside this file.

mod filter;
mod trap;

use std::error::Error;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::thread;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

enum Step {
    Getpid,
    Getppid,
    Ioctl(File, u32),
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("usage: probe THREAD STEP…")?;
    let steps = arguments.map(parse).collect::<Result<Vec<Step>>>()?;
    trap::report_refused_calls()?;

    thread::scope(|scope| {
        let worker = thread::Builder::new().name(name);
        let worker = worker.spawn_scoped(scope, || -> Result<()> {
            filter::apply()?;
            steps.iter().for_each(make);
            Ok(())
        })?;
        worker.join().expect("the worker does not panic")
    })
}

fn parse(step: String) -> Result<Step> {
    match step.as_str() {
        "getpid" => Ok(Step::Getpid),
        "getppid" => Ok(Step::Getppid),
        _ => {
            let request = step.strip_prefix("ioctl:0x").ok_or("unknown step")?;
            let kvm = File::options().read(true).write(true).open("/dev/kvm")?;
            Ok(Step::Ioctl(kvm, u32::from_str_radix(request, 16)?))
        }
    }
}

fn make(step: &Step) {
    // SAFETY: none of these calls, nor of the requests that the tests name, touches memory.
    unsafe {
        match step {
            Step::Getpid => libc::syscall(libc::SYS_getpid),
            Step::Getppid => libc::syscall(libc::SYS_getppid),
            Step::Ioctl(file, request) => {
                libc::syscall(libc::SYS_ioctl, file.as_raw_fd(), *request, 0)
            }
        }
    };
}
