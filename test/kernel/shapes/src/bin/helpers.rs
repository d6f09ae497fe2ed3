//! Entries made by functions of the file.
use seccompiler::{
    BackendError, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

type Entry = (i64, Vec<SeccompRule>);

fn any(nr: i64) -> Entry {
    (nr, vec![])
}

fn one_of(nr: i64, arg: u8, values: &[u64]) -> Result<Entry, BackendError> {
    let mut rules = vec![];
    for &value in values {
        let condition =
            SeccompCondition::new(arg, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)?;
        rules.push(SeccompRule::new(vec![condition])?);
    }
    Ok((nr, rules))
}

fn rules() -> shapes::Result<Vec<Entry>> {
    Ok(vec![
        any(libc::SYS_exit_group),
        one_of(libc::SYS_ioctl, 1, &[libc::TCGETS as u64])?,
        any(libc::SYS_write),
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
