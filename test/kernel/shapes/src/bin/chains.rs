//! A builder of the file's own, its calls in a chain.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use std::collections::BTreeMap;

#[derive(Default)]
struct Policy {
    map: BTreeMap<i64, Vec<SeccompRule>>,
}

impl Policy {
    fn allow(mut self, nr: i64) -> Self {
        self.map.insert(nr, vec![]);
        self
    }

    fn allow_when(mut self, nr: i64, arg: u8, values: &[u64]) -> Self {
        let rules = self.map.entry(nr).or_default();
        rules.extend(values.iter().map(|value| {
            let condition =
                SeccompCondition::new(arg, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, *value);
            SeccompRule::new(vec![condition.expect("an argument")]).expect("a condition")
        }));
        self
    }

    fn build(self) -> shapes::Result<SeccompFilter> {
        Ok(SeccompFilter::new(
            self.map,
            SeccompAction::Errno(shapes::REFUSED),
            SeccompAction::Allow,
            std::env::consts::ARCH.try_into()?,
        )?)
    }
}

fn policy() -> Policy {
    Policy::default()
        .allow(libc::SYS_exit_group)
        .allow_when(libc::SYS_ioctl, 1, &[libc::TCGETS as u64])
        .allow(libc::SYS_write)
}

fn main() {
    shapes::run(policy().build())
}
