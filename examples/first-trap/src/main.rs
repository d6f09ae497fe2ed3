//! A worker thread asks KVM what it can do, behind a seccomp filter that is too narrow for it.
//!
//! `cargo run` ends with exit status 159 (128 + SIGSYS): the filter in `filter.rs` refuses a call
//! that the worker makes. Allow it, run again, and see what is refused next.

mod filter;
mod trap;

use std::error::Error;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::thread;
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    trap::report_refused_calls()?;
    let kvm = File::options().read(true).write(true).open("/dev/kvm").ok();

    thread::scope(|scope| {
        let builder = thread::Builder::new().name("guest".to_owned());
        let worker = builder.spawn_scoped(scope, || work(kvm.as_ref()))?;
        worker.join().expect("the worker does not panic")
    })
}

/// What the worker thread does, the filter first.
fn work(kvm: Option<&File>) -> Result<()> {
    filter::apply()?;
    println!("The filter is in force.");

    let pause = Duration::from_millis(10);
    thread::sleep(pause);
    println!("Slept for {pause:?}.");

    match kvm {
        Some(kvm) => println!("{}", capabilities(kvm)?),
        None => println!("/dev/kvm cannot be opened: nothing to ask it."),
    }
    Ok(())
}

/// What KVM says about itself (Documentation/virt/kvm/api.rst in the kernel's tree).
fn capabilities(kvm: &File) -> Result<String> {
    const KVM_GET_API_VERSION: u64 = 0xae00;
    const KVM_CHECK_EXTENSION: u64 = 0xae03;
    const KVM_GET_VCPU_MMAP_SIZE: u64 = 0xae04;
    const KVM_CAP_USER_MEMORY: u64 = 3;

    let version = ioctl(kvm, KVM_GET_API_VERSION, 0)?;
    let shared = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0)?;
    let memory = match ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_USER_MEMORY)? {
        0 => "without",
        _ => "with",
    };
    Ok(format!(
        "KVM API version {version}, {shared} bytes shared with each vCPU, {memory} user memory."
    ))
}

fn ioctl(file: &File, request: u64, argument: u64) -> io::Result<i32> {
    // SAFETY: the requests that are made here take a plain number and touch no memory.
    match unsafe { libc::ioctl(file.as_raw_fd(), request as _, argument) } {
        -1 => Err(io::Error::last_os_error()),
        answer => Ok(answer),
    }
}
