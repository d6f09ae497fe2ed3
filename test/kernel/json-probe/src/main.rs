//! `json-probe FILE THREAD STEP…` puts itself behind the filter of a thread in a JSON file and makes
//! the calls that the steps name: `getpid`, `getppid`, `dup:FD`, or `ioctl:0xREQUEST` on `/dev/kvm`.
//! Prints a line a step: the step, and `made` or `refused` (the filter's errno, EPERM).

use std::error::Error;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: json-probe FILE THREAD STEP…";
    let file = File::open(arguments.next().ok_or(usage)?)?;
    let thread = arguments.next().ok_or(usage)?;
    let steps: Vec<String> = arguments.collect();
    let kvm = match steps.iter().any(|step| step.starts_with("ioctl:")) {
        true => Some(File::options().read(true).write(true).open("/dev/kvm")?),
        false => None,
    };
    let kvm = kvm.as_ref().map_or(-1, AsRawFd::as_raw_fd);
    let filters = seccompiler::compile_from_json(file, std::env::consts::ARCH.try_into()?)?;
    seccompiler::apply_filter(filters.get(&thread).ok_or("no such thread")?)?;
    for step in &steps {
        println!(
            "{step} {}",
            if made(step, kvm)? { "made" } else { "refused" }
        );
    }
    Ok(())
}

fn made(step: &str, kvm: i32) -> Result<bool, Box<dyn Error>> {
    let (name, argument) = step.split_once(':').unwrap_or((step, "0"));
    // SAFETY: none of these calls, nor of the requests that the tests name, touches memory.
    let result = unsafe {
        match name {
            "getpid" => libc::syscall(libc::SYS_getpid),
            "getppid" => libc::syscall(libc::SYS_getppid),
            "dup" => libc::syscall(libc::SYS_dup, argument.parse::<i32>()?),
            "ioctl" => {
                let digits = argument.strip_prefix("0x").ok_or("a request is 0x…")?;
                libc::syscall(libc::SYS_ioctl, kvm, u32::from_str_radix(digits, 16)?, 0)
            }
            _ => return Err("unknown step".into()),
        }
    };
    let refused = io::Error::last_os_error().raw_os_error() == Some(libc::EPERM);
    Ok(result >= 0 || !refused)
}
