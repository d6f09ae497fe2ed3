//! extrasafe: a type that gives the calls that it allows, and those that it allows under conditions.
use std::collections::HashMap;

use extrasafe::syscalls::Sysno;
use extrasafe::{
    RuleSet, SafetyContext, SeccompArgumentFilter, SeccompRule, SeccompilerComparator::Eq,
};

struct Printer;

impl RuleSet for Printer {
    fn simple_rules(&self) -> Vec<Sysno> {
        vec![Sysno::exit_group, Sysno::write]
    }

    fn conditional_rules(&self) -> HashMap<Sysno, Vec<SeccompRule>> {
        const TCGETS: u32 = 0x5401;
        let mut rules = HashMap::new();
        rules.insert(
            Sysno::ioctl,
            vec![
                SeccompRule::new(Sysno::ioctl)
                    .and_condition(SeccompArgumentFilter::new32(1, Eq, TCGETS)),
            ],
        );
        rules
    }

    fn name(&self) -> &'static str {
        "Printer"
    }
}

fn main() {
    let context = SafetyContext::new()
        .with_errno(crates::REFUSED as u32)
        .enable(Printer)
        .expect("a filter");
    crates::run(|| context.apply_to_current_thread().expect("it applies"))
}
