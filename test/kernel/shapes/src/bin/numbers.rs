//! Numbers, on the one architecture whose numbers they are.
use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};

#[cfg(target_arch = "x86_64")]
fn rules() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(1, vec![]), (231, vec![])]
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
