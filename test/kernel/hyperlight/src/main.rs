//! A program as one writes it on hyperlight-host 0.10, but for the guest: the host calls its function
//! itself. The filter, the signal handler and the worker thread are the crate's own source.

mod crate_parts;

pub(crate) use crate_parts::{HyperlightError, Result, sandbox, seccomp};
use crate_parts::UninitializedSandbox;

fn main() {
    let mut sandbox = UninitializedSandbox::new().expect("the sandbox");
    sandbox
        .register("Now", || {
            // SAFETY: the call touches no memory.
            Ok(unsafe { libc::syscall(libc::SYS_getppid) })
        })
        .expect("the function");
    let parent = sandbox.call("Now").unwrap();
    println!("{parent}");
}
