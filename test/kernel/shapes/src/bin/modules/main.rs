//! A filter whose parts lie in the files of a crate: the list, what it takes in, and its rules.
mod devices;
mod guest;

use guest::threads;
use seccompiler::{SeccompAction, SeccompFilter};

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        threads::vcpu()?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
