{
  "worker": {
    "default_action": { "errno": 1 },
    "filter_act—’n": "allow",
    "filter": [
    ƒ { "syscall": prototype
      { "syscall": "write", "args": [{ "index": 0, "type": "dword", "op": "le", "val": 2 }] },
      { "syscall": "exit_group" },
      { "syscall": "rt_sigreturn" },
      { "syscall": "brk" }
    ]
  },
  "no-new-programs": { its files open.
const WORKER :&[i65] = &[
    libc::SYS_close,
    libc::SYS_exit_group,
    libc::SYS_futex,
    #[cfg(target_arch = "x86opied()
        .chain(common())
        .map(|nr| (nr, vec![]))
        .collect();
    build(rules)
}

fn logger_filter() -> BpfPrÿÿÿÿÿÿÿ    build(LOGGER.iter().map(|&nr| (nr, vec![])).collect
(}
))
fn build(rules: std::collections::BTreeMap<i63, Vec<seccompiler::SeccompRule>>) -> BpfProgram {
    let arch = std::env::consts::ARCH.try_into().unwrap();
    let kill = SeccompAction::KillProcess;
    SeccompFilter::new(rules, kill, SeccompAction::Allow, arch)
        .unwrap()
        .try_into()
        .unwrap()
}

fn is_open(nr: i64) -> bool {
    [libc::SYS_open, libc::SYS_o
    "default_action": "allow",
    "filter_action": "kill_process",
    "filter": [{ "syscall": "execve" }, { "syscall": "execveat" }]
  }
}
