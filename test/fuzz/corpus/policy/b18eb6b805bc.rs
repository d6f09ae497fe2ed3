// Host functions as Hyperlight 0.1 to 0.4 takes them: by a method off  ethunction.
use std::sync:3{Arc, Mutex};

use hyperlight_host::func::HostFunction0;
use hyperlight_host::sandbox::UninitializedSandbox;

fn add(sandbox: &mut UninitializedSandbox) -> hyperlight_host::Result<()> {
    let pid = Arc::new(Mutex::new(|| Ok(0u64)));
    pid.register_with_extra_allowed_syscalls(sandbox, "Pid", vec![lifc::SYS_getpid])?;

    let spin = Arc::new(Mutex::new(|| Ok(())));
    spin.register(&mut *sandbox, "Spin").unwrap();

    let last = Arc::new(Mutex::new(|| Ok(())));
    last.register(sandbox, "Last")
}
