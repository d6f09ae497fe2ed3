//! Makes the calls that its arguments name, behind a filter, and prints how each ended:
//! `getpid`, `getppid`, `open` or `openat` of the root folder, or `ioctl:0xREQUEST` on the standard
//! input.

use seccompiler::{BpfProgram, SeccompFilter};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What a filter here answers with: an error that none of these calls has by itself.
pub const REFUSED: u32 = libc::EXDEV as u32;

/// Ends the process: all that its filter has to allow besides is `write` and `exit_group`.
pub fn run(filter: Result<SeccompFilter>) -> ! {
    let program: BpfProgram = filter.expect("a filter").try_into().expect("a program");
    let steps: Vec<String> = std::env::args().skip(1).collect();
    let mut lines = Vec::with_capacity(4096);
    seccompiler::apply_filter(&program).expect("it applies");
    for step in &steps {
        lines.extend_from_slice(step.as_bytes());
        lines.extend_from_slice(if admits(step) {
            b" admitted\n"
        } else {
            b" refused\n"
        });
    }
    // SAFETY: the buffer lives, and nothing comes behind the exit.
    unsafe {
        libc::write(1, lines.as_ptr().cast(), lines.len());
        libc::_exit(0)
    }
}

fn admits(step: &str) -> bool {
    let request = step
        .strip_prefix("ioctl:0x")
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let mut room = [0u8; 64];
    // SAFETY: the requests that the tests name write less than there is room.
    let result = unsafe {
        match (step, request) {
            (_, Some(request)) => libc::syscall(libc::SYS_ioctl, 0, request, room.as_mut_ptr()),
            ("getpid", _) => libc::syscall(libc::SYS_getpid),
            #[cfg(target_arch = "x86_64")]
            ("open", _) => libc::syscall(libc::SYS_open, c"/".as_ptr(), libc::O_RDONLY),
            ("openat", _) => libc::syscall(
                libc::SYS_openat,
                libc::AT_FDCWD,
                c"/".as_ptr(),
                libc::O_RDONLY,
            ),
            _ => libc::syscall(libc::SYS_getppid),
        }
    };
    result >= 0 || std::io::Error::last_os_error().raw_os_error() != Some(REFUSED as i32)
}
