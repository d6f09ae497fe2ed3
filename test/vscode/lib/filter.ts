/** A filter in the style of a small VMM: calls in order, two requests by a function of rules. */
export const FILTER = `use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};

pub mod kvm {
    pub const KVM_GET_API_VERSION: u64 = 0xae00;
    pub const KVM_GET_VCPU_MMAP_SIZE: u64 = 0xae04;
}

fn ioctl_rules() -> Result<Vec<SeccompRule>, BackendError> {
    use kvm::*;

    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_API_VERSION)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_VCPU_MMAP_SIZE)?],
    ])
}

fn worker_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_exit, vec![]),
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, ioctl_rules()?),
        (libc::SYS_write, vec![]),
    ])
}

pub fn filter() -> Result<SeccompFilter, BackendError> {
    SeccompFilter::new(
        worker_rules()?.into_iter().collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )
}
`;

/** A source with one list, `name`, of unconditional entries, and the filter that it makes. */
export function filterOf(name: string, calls: readonly string[]): string {
  const entries = calls.map((call) => `        (libc::SYS_${call}, vec![]),\n`).join('');
  return `fn ${name}() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![
${entries}    ]
}

fn ${name}_filter() -> Result<SeccompFilter, Error> {
    SeccompFilter::new(
        ${name}().into_iter().collect(),
        SeccompAction::Trap,
        SeccompAction::Allow,
        arch(),
    )
}
`;
}
