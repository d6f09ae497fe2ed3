//! Statements of a macro of the file, of which one lists several calls, one by another name.
use libc::SYS_exit as EXIT;
use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};

macro_rules! permit {
    ($rules:ident, $($nr:expr),+ $(,)?) => {
        $( $rules.push(($nr, Vec::<SeccompRule>::new())); )+
    };
}

fn filter() -> shapes::Result<SeccompFilter> {
    let mut rules = Vec::new();
    permit!(rules, EXIT, libc::SYS_exit_group);
    permit!(rules, libc::SYS_write);
    Ok(SeccompFilter::new(
        rules.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
