//! Says which call was refused, in the words of Hyperlight's handler, and ends the process.
//!
//! The kernel writes no audit record for `SeccompAction::Trap`: this is the only trace of it.

use std::fmt::{self, Write};
use std::io;

/// Installs the handler of SIGSYS for the whole process.
pub fn report_refused_calls() -> io::Result<()> {
    // SAFETY: the handler does only what signal-safety(7) allows.
    let installed = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handle_sigsys as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        libc::sigaction(libc::SIGSYS, &action, std::ptr::null_mut())
    };
    match installed {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

extern "C" fn handle_sigsys(
    _signal: libc::c_int,
    _info: *mut libc::siginfo_t,
    context: *mut libc::c_void,
) {
    // SAFETY: with SA_SIGINFO the kernel passes a `ucontext_t`.
    let (call, second_argument) = unsafe { refused(&*context.cast::<libc::ucontext_t>()) };
    let mut stderr = Stderr;
    let _ = stderr.write_str("[ERROR][HYPERLIGHT] Handling disallowed syscall\n");
    let _ = writeln!(stderr, "[ERROR][HYPERLIGHT] Disallowed Syscall: {call}");
    if call == libc::SYS_ioctl {
        let request = second_argument as u32;
        let _ = writeln!(stderr, "[ERROR][HYPERLIGHT] IOCTL Param: {request}");
    }
    // SAFETY: ends the process at once, without running any of its own code.
    unsafe { libc::_exit(128 + libc::SIGSYS) }
}

/// The number of the refused call and its second argument (syscall(2), "Architecture calling
/// conventions").
#[cfg(target_arch = "x86_64")]
fn refused(context: &libc::ucontext_t) -> (i64, u64) {
    let registers = &context.uc_mcontext.gregs;
    (
        registers[libc::REG_RAX as usize],
        registers[libc::REG_RSI as usize] as u64,
    )
}

#[cfg(target_arch = "aarch64")]
fn refused(context: &libc::ucontext_t) -> (i64, u64) {
    let registers = &context.uc_mcontext.regs;
    (registers[8] as i64, registers[1])
}

/// Standard error without a lock, a buffer or an allocation: fit for a signal handler.
struct Stderr;

impl Write for Stderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // SAFETY: the pointer and the length are those of a live string.
        match unsafe { libc::write(libc::STDERR_FILENO, text.as_ptr().cast(), text.len()) } {
            -1 => Err(fmt::Error),
            _ => Ok(()),
        }
    }
}
