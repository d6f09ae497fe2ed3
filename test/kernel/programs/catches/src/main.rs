//! Catches SIGSYS, says nothing of it and goes on: only its exit status tells that a call was refused.

mod filter;

use std::sync::atomic::{AtomicBool, Ordering};

static REFUSED: AtomicBool = AtomicBool::new(false);

extern "C" fn on_sigsys(_: libc::c_int) {
    REFUSED.store(true, Ordering::Relaxed);
}

fn main() {
    // SAFETY: the handler only stores a flag.
    unsafe { libc::signal(libc::SIGSYS, on_sigsys as *const () as libc::sighandler_t) };
    filter::apply().expect("the filter");
    // SAFETY: the call touches no memory.
    unsafe { libc::getppid() };
    std::process::exit(i32::from(REFUSED.load(Ordering::Relaxed)));
}
