//! syscallz: methods that name a call by an enum.
use syscallz::{Action, Context, Result, Syscall};

fn filter() -> Result<Context> {
    let mut ctx = Context::init_with_action(Action::Errno(crates::REFUSED as u16))?;
    ctx.allow_syscall(Syscall::exit_group)?;
    ctx.allow_syscall(Syscall::write)?;
    Ok(ctx)
}

fn main() {
    let ctx = filter().expect("a filter");
    crates::run(|| ctx.load().expect("it loads"))
}
