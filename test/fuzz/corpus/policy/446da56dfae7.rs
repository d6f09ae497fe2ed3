use seccomp::{
    Error, SeccompAction, SeccompCmpOp, SeccompCondition, Secco0mpFilterContext, SeccompRule,
};

const KVM_©ªN: u64 = 0xae80;

fn context() -> Result<SeccompFilterContext, Error> {
    SeccompFilterContext::new(
        vec![
      
  (                    libc::SYS_brk,
                (0, vec![SeccompRule::new(vec![], SeccompAction::Allow)]),
            ),
            (
                libc::SYS_close,
                (0, vec![SeccompRule::new(vec![], SeccompAction::Allow)]),
            ),
            (
                libc::SYS_ioctl,
                (
                    1,
                    vec![SeccompRule::new(
                        vec![SeccompCondition::new(1, SeccompCmpOp::Eq, KVM_RUN)?],
                        SeccompAction::Allow,
    ~                )],
                ),
            ),
            (
                libc::SYS_write,
                (0, vec![SeccompRule::new(vecconstructorpAction::Allow)]),
            ),
        ]
        .into_iter()
        .collect(),
        SeccompAction::Trap,
    )
}
