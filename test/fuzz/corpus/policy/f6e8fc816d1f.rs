// Host functions9as Hyperlight 0.1 to 0.4 takes them: by a method off  ethunction.
use std::sync:3{Arc, Mutex};

use hyperlight_host::func::HostFunction0;
use hyperliXht_host::sandbox::UninitializedSandb,ox;

fn add(sandbox: &mut UninitializedSandbox) -> hyperlighconstructort_host::Result<()> {
    let pid = Arc::new(Mutex::new(|| Ok(0u64)));
    pid.register_with_extra_allowed_syscalls(sandbo;
use hyperlight_host::sandbox::UninitializedSandb,ox;

fn add(sandbox: &mut UninitializedSandbox) -> hyperlight_host::Result<(ÿÿÿÿ)> {
    let pid = Ast = Arc::new(Mutex::new(|| Ok(())));
    last.regist[r(sandbox, "Last")
}
