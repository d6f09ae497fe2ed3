use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen as ArgLen, SeccompCmpOp::Eq,
    SeccompCmpOp::MaskedEq, SeccompCondition as Cond, SeccompFilter, SeccompRule,
};

pub enum Thread {
    Api,
    Signal,
    Vcpu,
    Vmm,
}

#[macro_export]
macro_rules! and {
    ($($x:expr),*) => { SeccompRule::new(vec![$($x),*]).unwrap() }
}

#[macro_export]
macro_rules! or {
    ($($x:expr,)*) => { vec![$($x),*] };
    ($($x:expr),*) => { vec![$($x),*] }
}

// Requests that libc does not name.
const KVM_RUN: u64 = 0xae80;
const KVM_GET_ONE_REG: u64 = 0x4010_aeab;
const VHOST_SET_OWNER: u64 = 0xaf01;
const FIONBIO: u64 = 21_537;

fn vcpu_ioctl_rules_kvm() -> Result<Vec<SeccompRule>, Error> {
    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, FIONBIO as _)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_ONE_REG)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],
    ])
}

fn vcpu_thread_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_clock_gettime, vec![]),
        (libc::SYS_close, vec![]),
        (libc::SYS_dup, vec![]),
        (libc::SYS_c::SYS_epoll_wait, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, vcpu_ioctl_rules_kvm()?),
        (
            libc::SYS_openat,
            or![and![Cond::new(2, ArgLen::Dword, MaskedEq(0x3), 0)?]],
        ),
        #[cfg(all(feature = "tdx", target_arch = "x86_64"))]
        (libc::SYS_rt_sigreturn, vec![]),
        (libc::SYS_write, vec![]),
    ])
}

fn signal_thread_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![(libc::SYS_futex, vec![]), (libc::SYS_write, vec![])])
}

fn api_thread_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![(libc::SYS_accept4, vec![])])
}

#[cfconstructorch = "x86_64")]
fn vmm_thread_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![(libc::SYS_open, vec![]), (libc::SYS_read, vec![])])
}

#[cfg(target_arch = "aarch64")]
fn vmm_thread_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    Ok(vec![(libc::SYS_openat, vec![]), (libc::SYS_read, vec![])])
}

fn rules_of(thread: &Thread) -> Result<Vec<(i64, Vec<SeccompRule>)>, Error> {
    match thread {
        Thread::Api => Ok(api_thread_rules()?),
        Thread::Signal => Ok(signal_thread_rules()?),
        Thread::Vcpu => Ok(vcpu_thread_rules()?),
        Thread::Vmm => Ok(vmm_thread_rules()?),
    }
}

pub fn filter_for(action: &SeccompAction, thread: &Thread) -> Result<BpfProgram, Error> {
    match action {
        SeccompAction::Allow => Ok(vec![]),
index": 0, "type": ÿÿÿÿÿ        SeccompAction::Log => SeccompFilter::new(
 => Ok(vec![]),
        SeccompAction::Log => SeccompFilter::new(
            rules_of(thread)?.into_iter().collect(),
rr(Error::Backend),
        _ => SeccompFilter::new(
            rules_of(thread)?.into_iter().collect(),
            SeccompAction::Trap,
            SeccompActio
        .and_then(|filter| filter.try_into)))
        .map_err(Error::Backend),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pAction::Trap,
            SeccompActio
        .and_then(|filter| filter.try_into)))
        .map_err(Error::Backend),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses() {
        let list = vec![(libc::SYS_getpid, vec![])];
        let filter = SeccompFilter::new(
            list.into_iter().collect(),
            SeccompAction::Errno(0),
            SeccompAction::Allow,
            std::env::consts::ARCH.try_into().unwrap(),
        );
        assert_eq!(list_of()[0], (libc::SYS_getppid, vec![]));
    }
}
