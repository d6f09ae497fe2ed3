//! Makes the calls that its arguments name, behind a filter, and prints how each ended: `getppid`,
//! `getuid`, or `ioctl:0xREQUEST` on the standard input, its 64 bits as they are given.

/// What a filter here answers with: an error that none of these calls has by itself.
pub const REFUSED: i32 = libc::EXDEV;

/// Ends the process: all that its filter has to allow besides is `write` and `exit_group`.
pub fn run(apply: impl FnOnce()) -> ! {
    let steps: Vec<String> = std::env::args().skip(1).collect();
    let mut lines = Vec::with_capacity(4096);
    apply();
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
        .and_then(|digits| u64::from_str_radix(digits, 16).ok());
    let mut room = [0u8; 1024];
    // SAFETY: the requests that the tests name write less than there is room.
    let result = unsafe {
        match (step, request) {
            (_, Some(request)) => libc::syscall(libc::SYS_ioctl, 0, request, room.as_mut_ptr()),
            ("getuid", _) => libc::syscall(libc::SYS_getuid),
            _ => libc::syscall(libc::SYS_getppid),
        }
    };
    result >= 0 || std::io::Error::last_os_error().raw_os_error() != Some(REFUSED)
}
