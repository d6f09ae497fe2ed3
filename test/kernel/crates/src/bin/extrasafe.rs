//! extrasafe: a type that gives the calls that it allows, beside those that every program may make.
use extrasafe::syscalls::Sysno;
use extrasafe::{RuleSet, SafetyContext};

struct Printer;

impl RuleSet for Printer {
    fn simple_rules(&self) -> Vec<Sysno> {
        vec![Sysno::exit_group, Sysno::write]
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
