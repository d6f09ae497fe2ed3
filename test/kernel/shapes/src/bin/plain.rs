//! Rules without macros, inside the entry, and names of libc's.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

fn rules() -> shapes::Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        (libc::SYS_write, vec![]),
        (
            libc::SYS_ioctl,
            vec![SeccompRule::new(vec![SeccompCondition::new(
                1,
                SeccompCmpArgLen::Dword,
                SeccompCmpOp::Eq,
                libc::TCGETS,
            )?])?],
        ),
        (libc::SYS_exit_group, vec![]),
    ])
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules()?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
