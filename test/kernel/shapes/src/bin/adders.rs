//! Methods of the file's own that fill a table, one for requests alone.
use seccompiler::{
    BackendError, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use std::collections::BTreeMap;

#[derive(Default)]
struct Table(BTreeMap<i64, Vec<SeccompRule>>);

impl Table {
    fn any(&mut self, nr: i64) {
        self.0.entry(nr).or_default();
    }

    fn request(&mut self, request: u64) -> Result<(), BackendError> {
        let rule = SeccompRule::new(vec![SeccompCondition::new(
            1,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Eq,
            request,
        )?])?;
        self.0.entry(libc::SYS_ioctl).or_default().push(rule);
        Ok(())
    }
}

fn filter() -> shapes::Result<SeccompFilter> {
    let mut table = Table::default();
    table.any(libc::SYS_exit_group);
    table.any(libc::SYS_write);
    table.request(libc::TCGETS as u64)?;
    Ok(SeccompFilter::new(
        table.0,
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
