/** Rust sources that the tests fix. Own writing, in the shapes that projects use. */

const HEAD = `use seccompiler::{SeccompAction, SeccompFilter, SeccompRule};
`;

const list = (name: string, ...calls: readonly string[]): string => `
fn ${name}() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![
${calls.map((call) => `        (libc::SYS_${call}, vec![]),\n`).join('')}    ]
}
`;

const filter = (of: string, mismatch: string, match: string): string => `
fn ${of}_filter() -> Result<SeccompFilter, seccompiler::BackendError> {
    SeccompFilter::new(
        ${of}().into_iter().collect(),
        SeccompAction::${mismatch},
        SeccompAction::${match},
        std::env::consts::ARCH.try_into()?,
    )
}
`;

export const ONE_LIST =
  HEAD + list('worker_rules', 'brk', 'exit', 'write') + filter('worker_rules', 'Trap', 'Allow');

export const TWO_LISTS =
  HEAD +
  list('api_rules', 'brk', 'write') +
  list('vmm_rules', 'brk', 'read') +
  filter('api_rules', 'Trap', 'Allow') +
  filter('vmm_rules', 'Trap', 'Allow');

export const DENYLIST =
  HEAD + list('refused', 'openat', 'ptrace') + filter('refused', 'Allow', 'Errno(libc::EACCES)');

export const NO_LIST = `fn main() {
    println!("{}", libc::SYS_getpid);
}
`;

export const BROKEN = ONE_LIST.replace('        (libc::SYS_write, vec![]),\n    ]\n}', '(libc::');

/** Conditions written as plain seccompiler, and a helper that holds the rules of `ioctl`. */
export const IOCTLS = `use seccompiler::SeccompCmpOp::Eq;
use seccompiler::{
    BackendError, SeccompAction, SeccompCmpArgLen as ArgLen, SeccompCondition as Cond,
    SeccompFilter, SeccompRule,
};

mod kvm {
    pub const KVM_RUN: u64 = 0xae80;
    pub const KVM_SET_REGS: u64 = 0x4090_ae82;
}

fn kvm_rules() -> Result<Vec<SeccompRule>, BackendError> {
    use kvm::*;
    Ok(or![
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],
        and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_REGS)?],
    ])
}

fn vcpu_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![
        (libc::SYS_futex, vec![]),
        (libc::SYS_ioctl, kvm_rules()?),
        (libc::SYS_write, or![and![Cond::new(0, ArgLen::Dword, Eq, 1)?]]),
    ])
}
${filter('vcpu_rules', 'KillThread', 'Allow').replace('vcpu_rules()', 'vcpu_rules()?')}`;

/** One audit record as the kernel prints it. */
export function auditLine(fields: {
  readonly syscall: number;
  readonly serial?: number;
  readonly arch?: string;
  readonly comm?: string;
  readonly code?: string;
}): string {
  const {
    syscall,
    serial = syscall,
    arch = 'c000003e',
    comm = '"vcpu0"',
    code = '0x7ffc0000',
  } = fields;
  return (
    `[  774.551052] audit: type=1326 audit(1795502237.406:${serial}): auid=4294967295 uid=0 gid=0 ` +
    `ses=4294967295 pid=13067 comm=${comm} exe="/usr/bin/vmm" sig=0 arch=${arch} ` +
    `syscall=${syscall} compat=0 ip=0x7f51df1a5545 code=${code}\n`
  );
}
