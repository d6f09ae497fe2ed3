//! Builders, as crates before seccompiler have them.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

enum SeccompCmpOpt {
    Eq,
}

struct BpfRule {
    call: i64,
    rules: Vec<SeccompRule>,
}

impl BpfRule {
    fn new(call: i64) -> Self {
        let rules = Vec::new();
        BpfRule { call, rules }
    }

    fn add_constraint(mut self, op: SeccompCmpOpt, argument: u8, value: u32) -> Self {
        let op = match op {
            SeccompCmpOpt::Eq => SeccompCmpOp::Eq,
        };
        let length = SeccompCmpArgLen::Dword;
        let condition = SeccompCondition::new(argument, length, op, u64::from(value)).unwrap();
        self.rules.push(SeccompRule::new(vec![condition]).unwrap());
        self
    }
}

const TCGETS: u32 = 0x5401;

fn rules() -> Vec<BpfRule> {
    vec![
        BpfRule::new(libc::SYS_exit_group),
        BpfRule::new(libc::SYS_ioctl).add_constraint(SeccompCmpOpt::Eq, 1, TCGETS),
        BpfRule::new(libc::SYS_write),
    ]
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        rules()
            .into_iter()
            .map(|rule| (rule.call, rule.rules))
            .collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
