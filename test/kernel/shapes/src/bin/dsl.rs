//! A list that a macro of the file makes of plain names and of the requests behind them.
use seccompiler::{
    SeccompAction, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, SeccompCondition, SeccompFilter,
    SeccompRule,
};

type Rules = Vec<(i64, Vec<SeccompRule>)>;

macro_rules! rules {
    (@one $nr:ident) => { vec![] };
    (@one $nr:ident ($arg:literal in [$($value:expr),* $(,)?])) => {
        vec![$(SeccompRule::new(vec![SeccompCondition::new($arg, Dword, Eq, $value as u64)?])?),*]
    };
    ($($nr:ident $(($($test:tt)*))?;)*) => {
        vec![$((nr::$nr, rules!(@one $nr $(($($test)*))?))),*]
    };
}

#[allow(non_upper_case_globals, unused_imports)]
mod nr {
    pub use libc::{
        SYS_exit_group as exit_group, SYS_getpid as getpid, SYS_ioctl as ioctl, SYS_write as write,
    };
}

fn entries() -> shapes::Result<Rules> {
    Ok(rules! {
        exit_group;
        ioctl(1 in [0x5401]);
        write;
    })
}

fn filter() -> shapes::Result<SeccompFilter> {
    Ok(SeccompFilter::new(
        entries()?.into_iter().collect(),
        SeccompAction::Errno(shapes::REFUSED),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?)
}

fn main() {
    shapes::run(filter())
}
