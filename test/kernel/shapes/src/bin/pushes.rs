//! Statements that fill a vector.
use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};

fn rules() -> Vec<(i64, Vec<SeccompRule>)> {
    let mut list = Vec::new();
    list.push((libc::SYS_exit_group, vec![]));
    list.push((libc::SYS_write, vec![]));
    list
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules().into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
