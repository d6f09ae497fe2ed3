use seccompiler::SeccompRule;

pub fn common() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_exit_group, vec![]), (libc::SYS_write, vec![])]
}
