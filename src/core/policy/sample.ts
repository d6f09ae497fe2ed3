/** A source in several of the forms that are read, as short as it can be: what a reading is rehearsed with. */
export const SAMPLE = `use seccompiler::{Cond, SeccompCmpOp::*};
const ALL: u64 = 0xff;

/// What a thread may call.
fn rules(state: &mut State) -> Result<SeccompFilter> {
    let mut map = BTreeMap::new();
    map.insert(libc::SYS_read, vec![]);
    SeccompFilter::new(
        vec![
            // The size of a window.
            (libc::SYS_ioctl, or![and![Cond::new(1, Dword, MaskedEq(ALL), libc::TIOCGWINSZ)?]]),
            (libc::SYS_write, vec![]),
        ]
        .into_iter()
        .collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
    )
}

fn adds() -> Result<()> {
    let mut ctx = ScmpFilterContext::new_filter(ScmpAction::Errno(1))?;
    for name in ["read", "write"] {
        ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name(name)?)?;
    }
    match state.mode {
        Mode::Busy(n) if n > 3 => Err(Error::Busy(n)),
        _ => ctx.load(),
    }
}
`;
