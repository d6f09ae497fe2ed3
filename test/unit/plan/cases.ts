import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Arch } from '../../../src/core/abi/types';
import type { PlanOptions } from '../../../src/core/plan/options';
import type { Want } from '../../../src/core/plan/remedy';

const FIXTURES = path.join(__dirname, '../../fixtures/policies');

/** A source of test/fixtures/policies. */
export function fixture(name: string): string {
  return readFileSync(path.join(FIXTURES, name), 'utf8');
}

export function want(
  syscall: string,
  request: number | null = null,
  more: Partial<Want> = {},
): Want {
  return { arch: 'x86_64' satisfies Arch, syscall, request, comm: null, ...more };
}

/** What a plan does to a fixture: the lines that go and come, each with its sign. */
export interface EditCase {
  readonly file: string;
  readonly want: Want;
  readonly options?: PlanOptions;
  readonly diff: readonly string[];
  readonly warns?: readonly RegExp[];
}

export const EDITS: readonly EditCase[] = [
  {
    file: 'guest-2024.rs',
    want: want('getpid'),
    diff: ['+        (libc::SYS_getpid, vec![]),'],
  },
  {
    file: 'guest-2024.rs',
    want: want('rt_sigreturn'),
    diff: ['+        (libc::SYS_rt_sigreturn, vec![]),'],
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0x41a0ae8d),
    diff: [
      '+    pub const KVM_SET_FPU: u64 = 0x41a0_ae8d;',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_FPU)?],',
    ],
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0xc010b80a),
    diff: [
      '+    pub const MSHV_GET_VP_STATE: u64 = 0xc010_b80a;',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, MSHV_GET_VP_STATE)?],',
    ],
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0x5413),
    diff: [
      '-    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?]])',
      '+    const TIOCGWINSZ: u64 = 0x5413;',
      '+    Ok(or![',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?],',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, TIOCGWINSZ)?]',
      '+    ])',
    ],
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0xdeadbeef),
    diff: [
      '-    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?]])',
      '+    Ok(or![',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?],',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, 0xdead_beef)?]',
      '+    ])',
    ],
  },
  {
    // The older ABI's name is in the file: the number of the newer must not take it.
    file: 'guest-2024.rs',
    want: want('ioctl', 0x8100b800),
    diff: ['+        and![Cond::new(1, ArgLen::Dword, Eq, 0x8100_b800)?],'],
    warns: [/MSHV_RUN_VP is 0x8100_b807 in this file/],
  },
  {
    file: 'guest-modules.rs',
    want: want('getppid'),
    diff: ['+        (libc::SYS_getppid, vec![]),'],
  },
  {
    file: 'guest-modules.rs',
    want: want('ioctl', 0x81a0ae8c),
    diff: [
      '+    pub(super) const KVM_GET_FPU: u64 = 0x81a0_ae8c;',
      '+            and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_FPU)?],',
    ],
  },
  {
    // Its neighbour's last line has no comma: neither has the new one.
    file: 'guest-modules.rs',
    want: want('ioctl', 0x4138ae84),
    diff: [
      '+    pub(super) const KVM_SET_SREGS: u64 = 0x4138_ae84;',
      '-            and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_REGS)?]',
      '+            and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_REGS)?],',
      '+            and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_SREGS)?]',
    ],
  },
  {
    file: 'guest-modules.rs',
    want: want('write'),
    options: { widen: true },
    diff: [
      '-        (',
      '-            libc::SYS_write,',
      '-            or![and![Cond::new(0, ArgLen::Dword, Eq, 2)?]],',
      '-        ),',
      '+        (libc::SYS_write, vec![]),',
    ],
    warns: [/Widens `write`, limited today to argument 0 == 2, to any arguments/],
  },
  {
    file: 'guest-modules.rs',
    want: want('ioctl'),
    options: { widen: true },
    diff: [
      '-        (libc::SYS_ioctl, create_ioctl_seccomp_rule()?),',
      '+        (libc::SYS_ioctl, vec![]),',
    ],
    warns: [
      /Widens `ioctl`, limited to 7 requests today, to every/,
      /create_ioctl_seccomp_rule may be left without a use/,
    ],
  },
  {
    file: 'guest-worker.rs',
    want: want('getpid'),
    diff: ['+        (libc::SYS_getpid, vec![]),'],
  },
  {
    file: 'guest-worker.rs',
    want: want('openat2'),
    diff: ['+        (libc::SYS_openat2, vec![]),'],
  },
  {
    file: 'guest-worker.rs',
    want: want('ioctl', 0x5402),
    diff: [
      '-            or![and![Cond::new(',
      '-                1,',
      '-                ArgLen::Dword,',
      '-                Eq,',
      '-                #[cfg(target_env = "musl")]',
      '-                libc::TCGETS.try_into()?,',
      '-                #[cfg(not(target_env = "musl"))]',
      '-                libc::TCGETS,',
      '-            )?]],',
      '+            or![',
      '+                and![Cond::new(',
      '+                    1,',
      '+                    ArgLen::Dword,',
      '+                    Eq,',
      '+                    #[cfg(target_env = "musl")]',
      '+                    libc::TCGETS.try_into()?,',
      '+                    #[cfg(not(target_env = "musl"))]',
      '+                    libc::TCGETS,',
      '+                )?],',
      '+                and![Cond::new(',
      '+                    1,',
      '+                    ArgLen::Dword,',
      '+                    Eq,',
      '+                    #[cfg(target_env = "musl")]',
      '+                    libc::TCSETS.try_into()?,',
      '+                    #[cfg(not(target_env = "musl"))]',
      '+                    libc::TCSETS,',
      '+                )?]',
      '+            ],',
    ],
  },
  {
    file: 'threads.rs',
    want: want('getpid', null, { comm: 'vcpu0' }),
    diff: ['+        (libc::SYS_getpid, vec![]),'],
  },
  {
    file: 'threads.rs',
    want: want('ioctl', 0x81a0ae8c),
    options: { list: 'vcpu_ioctl_rules_kvm' },
    diff: [
      '+const KVM_GET_FPU: u64 = 0x81a0_ae8c;',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_FPU)?],',
    ],
  },
  {
    file: 'threads.rs',
    want: want('ioctl', 0x41a0ae8d),
    options: { list: 'signal_thread_rules' },
    diff: [
      '+const KVM_SET_FPU: u64 = 0x41a0_ae8d;',
      '-    Ok(vec![(libc::SYS_futex, vec![]), (libc::SYS_write, vec![])])',
      '+    Ok(vec![',
      '+        (libc::SYS_futex, vec![]),',
      '+        (',
      '+            libc::SYS_ioctl,',
      '+            or![and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_FPU)?]],',
      '+        ),',
      '+        (libc::SYS_write, vec![]),',
      '+    ])',
    ],
  },
  {
    file: 'threads.rs',
    want: want('bind'),
    options: { list: 'api_thread_rules' },
    diff: [
      '-    Ok(vec![(libc::SYS_accept4, vec![])])',
      '+    Ok(vec![(libc::SYS_accept4, vec![]), (libc::SYS_bind, vec![])])',
    ],
  },
  {
    // Of the two functions of this name the one that exists on the architecture.
    file: 'threads.rs',
    want: want('close', null, { arch: 'aarch64' }),
    options: { list: 'vmm_thread_rules' },
    diff: [
      '-    Ok(vec![(libc::SYS_openat, vec![]), (libc::SYS_read, vec![])])',
      '+    Ok(vec![',
      '+        (libc::SYS_close, vec![]),',
      '+        (libc::SYS_openat, vec![]),',
      '+        (libc::SYS_read, vec![]),',
      '+    ])',
    ],
  },
  {
    file: 'plain.rs',
    want: want('ioctl', 0x5401),
    diff: [
      '+                SeccompRule::new(vec![',
      '+                    SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, 0x5401)',
      '+                        .unwrap(),',
      '+                ])',
      '+                .unwrap(),',
    ],
  },
  {
    file: 'plain.rs',
    want: want('poll'),
    diff: ['+        (libc::SYS_poll, vec![]),'],
    warns: [/^aarch64 has no call poll\. A build for aarch64 needs a #\[cfg/],
  },
  {
    // The kernel has it there; libc's crate does not name it.
    file: 'plain.rs',
    want: want('fchmodat2'),
    diff: ['+        (libc::SYS_fchmodat2, vec![]),'],
    warns: [/^libc has no SYS_fchmodat2 on aarch64\. A build for aarch64 needs/],
  },
  {
    file: 'imports.rs',
    want: want('ioctl', 0x81a0ae8c),
    diff: [
      '-use requests::{KVM_GET_REGS, KVM_RUN};',
      '+use requests::{KVM_GET_FPU, KVM_GET_REGS, KVM_RUN};',
      '+    pub const KVM_GET_FPU: u32 = 0x81A0AE8C;',
      '+        SeccompRule::new(vec![Cond::new(1, Dword, Eq, KVM_GET_FPU as u64)?])?,',
    ],
  },
  {
    file: 'imports.rs',
    want: want('ioctl', 0xaf01),
    diff: [
      '+    pub const VHOST_SET_OWNER: u32 = 0xAF01;',
      '+        SeccompRule::new(vec![Cond::new(',
      '+            1,',
      '+            Dword,',
      '+            Eq,',
      '+            vhost::VHOST_SET_OWNER as u64,',
      '+        )?])?,',
    ],
  },
  {
    file: 'imports.rs',
    want: want('exit_group'),
    diff: ['+    (SYS_exit_group, vec![]),'],
  },
  {
    // The arm of its hypervisor, and a constant that is right on one architecture only.
    file: 'arms.rs',
    want: want('ioctl', 0x4138ae84),
    diff: [
      '+const KVM_SET_SREGS: u64 = 0x4138ae84;',
      '+            and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_SREGS)?],',
    ],
    warns: [/KVM_SET_SREGS is 0x4000ae84 on aarch64/, /on riscv64/],
  },
  {
    // Neighbours are functions of another crate: the number is all that is sure to be there.
    file: 'arms.rs',
    want: want('ioctl', 0x800454d2),
    diff: ['+        and![Cond::new(1, ArgLen::Dword, Eq, 0x800454d2)?],'],
  },
  {
    // The rule that had the bracket to itself goes onto lines of its own.
    file: 'arms.rs',
    want: want('ioctl', 0x8100b800),
    diff: [
      '-    Ok(or![and![Cond::new(',
      '-        1,',
      '-        ArgLen::Dword,',
      '-        Eq,',
      '-        MSHV_GET_PARTITION_PROPERTY()',
      '-    )?]])',
      '+    Ok(or![',
      '+        and![Cond::new(',
      '+            1,',
      '+            ArgLen::Dword,',
      '+            Eq,',
      '+            MSHV_GET_PARTITION_PROPERTY()',
      '+        )?],',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, 0x8100b800)?]',
      '+    ])',
    ],
  },
  {
    // `SYS_write` alone would need an import that is not there.
    file: 'arms.rs',
    want: want('write'),
    diff: [
      '-        [(SYS_ioctl, device_rules(kind)?), (SYS_read, vec![])]',
      '-            .into_iter()',
      '-            .collect(),',
      '+        [',
      '+            (SYS_ioctl, device_rules(kind)?),',
      '+            (SYS_read, vec![]),',
      '+            (libc::SYS_write, vec![]),',
      '+        ]',
      '+        .into_iter()',
      '+        .collect(),',
    ],
  },
  {
    // Three predicates are right for it on what the file is built for; this one is so everywhere.
    file: 'arches.rs',
    want: want('poll'),
    diff: ['+        #[cfg(target_arch = "x86_64")]', '+        (libc::SYS_poll, vec![]),'],
  },
  {
    file: 'arches.rs',
    want: want('fstat'),
    diff: ['+        (libc::SYS_fstat, vec![]),'],
  },
  {
    // No libc names it, and its number is another on other architectures.
    file: 'arches.rs',
    want: want('uretprobe'),
    diff: ['+        #[cfg(target_arch = "x86_64")]', '+        (335, vec![]),'],
    warns: [/libc has no SYS_uretprobe on any x86_64 target: its number there is written\.$/],
  },
  {
    // The one number of it that all architectures share.
    file: 'arches.rs',
    want: want('cachestat'),
    diff: ['+        (451, vec![]),'],
    warns: [/its number there is written\.$/],
  },
  {
    file: 'threads.rs',
    want: want('poll', null, { comm: 'vcpu0' }),
    diff: ['+        #[cfg(target_arch = "x86_64")]', '+        (libc::SYS_poll, vec![]),'],
  },
  {
    // The list exists on this architecture only: its entries need no word of it.
    file: 'threads.rs',
    want: want('poll'),
    options: { list: 'vmm_thread_rules' },
    diff: [
      '-    Ok(vec![(libc::SYS_open, vec![]), (libc::SYS_read, vec![])])',
      '+    Ok(vec![',
      '+        (libc::SYS_open, vec![]),',
      '+        (libc::SYS_poll, vec![]),',
      '+        (libc::SYS_read, vec![]),',
      '+    ])',
    ],
  },
  {
    file: 'calls.rs',
    want: want('clock_gettime'),
    diff: ['+            allow_syscall(libc::SYS_clock_gettime),'],
  },
  {
    file: 'calls.rs',
    want: want('poll'),
    diff: [
      '+            #[cfg(target_arch = "x86_64")]',
      '+            allow_syscall(libc::SYS_poll),',
    ],
  },
  {
    file: 'calls.rs',
    want: want('ioctl', 0x800454d2),
    diff: [
      '+const TUNGETIFF: u64 = 0x8004_54d2;',
      '+        and![Cond::new(1, ArgLen::DWORD, Eq, TUNGETIFF)?],',
    ],
  },
  {
    file: 'ranked.rs',
    want: want('dup'),
    diff: [
      '+                libc::SYS_dup,',
      '+                (0, vec![SeccompRule::new(vec![], SeccompAction::Allow)]),',
      '+            ),',
      '+            (',
    ],
  },
  {
    file: 'ranked.rs',
    want: want('ioctl', 0x5413),
    diff: [
      '+const TIOCGWINSZ: u64 = 0x5413;',
      '-                    vec![SeccompRule::new(',
      '-                        vec![SeccompCondition::new(1, SeccompCmpOp::Eq, KVM_RUN)?],',
      '-                        SeccompAction::Allow,',
      '-                    )],',
      '+                    vec![',
      '+                        SeccompRule::new(',
      '+                            vec![SeccompCondition::new(1, SeccompCmpOp::Eq, KVM_RUN)?],',
      '+                            SeccompAction::Allow,',
      '+                        ),',
      '+                        SeccompRule::new(',
      '+                            vec![SeccompCondition::new(1, SeccompCmpOp::Eq, TIOCGWINSZ)?],',
      '+                            SeccompAction::Allow,',
      '+                        ),',
      '+                    ],',
    ],
  },
  {
    file: 'names.rs',
    want: want('dup', null, { comm: 'worker1' }),
    diff: ['+    libc::SYS_dup,'],
  },
  {
    file: 'names.rs',
    want: want('epoll_wait'),
    options: { list: 'WORKER' },
    diff: ['+    #[cfg(target_arch = "x86_64")]', '+    libc::SYS_epoll_wait,'],
  },
  {
    file: 'names.rs',
    want: want('getpid'),
    options: { list: 'LOGGER' },
    diff: [
      '-static LOGGER: [c_long; 3] = [libc::SYS_exit, libc::SYS_fsync, libc::SYS_write];',
      '+static LOGGER: [c_long; 4] = [',
      '+    libc::SYS_exit,',
      '+    libc::SYS_fsync,',
      '+    libc::SYS_getpid,',
      '+    libc::SYS_write,',
      '+];',
    ],
  },
  {
    file: 'names.rs',
    want: want('ioctl'),
    options: { widen: true, list: 'WORKER' },
    diff: ['+    libc::SYS_ioctl,'],
    warns: [/Every ioctl request to every device that/],
  },
  {
    file: 'inserts.rs',
    want: want('getpid'),
    diff: ['+    rules.insert(libc::SYS_getpid, vec![]);'],
  },
  {
    file: 'inserts.rs',
    want: want('madvise'),
    diff: ['+    rules.insert(libc::SYS_madvise, vec![]);'],
  },
  {
    file: 'inserts.rs',
    want: want('accept'),
    diff: ['+    rules.insert(libc::SYS_accept, vec![]);'],
  },
  {
    file: 'inserts.rs',
    want: want('ioctl', 0x5401),
    diff: [
      '+    rules.insert(',
      '+        libc::SYS_ioctl,',
      '+        vec![SeccompRule::new(vec![SeccompCondition::new(',
      '+            1,',
      '+            SeccompCmpArgLen::Dword,',
      '+            SeccompCmpOp::Eq,',
      '+            0x5401,',
      '+        )?])?],',
      '+    );',
    ],
  },
  {
    file: 'inserts.rs',
    want: want('write'),
    options: { widen: true },
    diff: [
      '-    rules.insert(',
      '-        libc::SYS_write,',
      '-        vec![SeccompRule::new(vec![SeccompCondition::new(',
      '-            0,',
      '-            SeccompCmpArgLen::Dword,',
      '-            SeccompCmpOp::Le,',
      '-            2,',
      '-        )?])?],',
      '-    );',
      '+    rules.insert(libc::SYS_write, vec![]);',
    ],
    warns: [/Widens `write`, limited today to argument 0 <= 2/],
  },
  {
    file: 'inserts.rs',
    want: want('gettimeofday'),
    options: { list: 'add_time' },
    diff: ['+    rules.insert(libc::SYS_gettimeofday, vec![]);'],
  },
  {
    file: 'pushes.rs',
    want: want('getpid'),
    options: { list: 'allowed' },
    diff: ['+        (libc::SYS_getpid, vec![]),'],
  },
  {
    file: 'pushes.rs',
    want: want('poll'),
    options: { list: 'traced' },
    diff: ['+    #[cfg(target_arch = "x86_64")]', '+    list.push((libc::SYS_poll, vec![]));'],
  },
  {
    file: 'pushes.rs',
    want: want('ioctl', 0x5401),
    options: { list: 'traced' },
    diff: [
      '+    list.push((',
      '+        libc::SYS_ioctl,',
      '+        vec![',
      '+            SeccompRule::new(vec![',
      '+                seccompiler::SeccompCondition::new(',
      '+                    1,',
      '+                    seccompiler::SeccompCmpArgLen::Dword,',
      '+                    seccompiler::SeccompCmpOp::Eq,',
      '+                    0x5401,',
      '+                )',
      '+                .unwrap(),',
      '+            ])',
      '+            .unwrap(),',
      '+        ],',
      '+    ));',
    ],
  },
  {
    file: 'macros.rs',
    want: want('getpid'),
    diff: ['+    allow_syscall!(ctx, libc::SYS_getpid);'],
  },
  {
    file: 'macros.rs',
    want: want('brk'),
    diff: ['+    allow_syscall!(ctx, libc::SYS_brk);'],
  },
  {
    file: 'macros.rs',
    want: want('epoll_wait'),
    diff: [
      '+    #[cfg(target_arch = "x86_64")]',
      '+    allow_syscall!(ctx, libc::SYS_epoll_wait);',
    ],
  },
  {
    file: 'builders.rs',
    want: want('getpid'),
    options: { list: 'syscall_allowlist' },
    diff: ['+        BpfRule::new(libc::SYS_getpid),'],
  },
  {
    file: 'builders.rs',
    want: want('poll'),
    options: { list: 'syscall_allowlist' },
    diff: ['+        #[cfg(target_arch = "x86_64")]', '+        BpfRule::new(libc::SYS_poll),'],
  },
  {
    file: 'builders.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'ioctl_rule' },
    diff: [
      '+const TIOCGWINSZ: u32 = 0x5413;',
      '+        .add_constraint(SeccompCmpOpt::Eq, 1, TIOCGWINSZ)',
    ],
  },
  {
    file: 'builders.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'console_allowlist' },
    diff: [
      '+const TIOCGWINSZ: u32 = 0x5413;',
      '-        BpfRule::new(libc::SYS_ioctl).add_constraint(SeccompCmpOpt::Eq, 1, TCGETS),',
      '+        BpfRule::new(libc::SYS_ioctl)',
      '+            .add_constraint(SeccompCmpOpt::Eq, 1, TCGETS)',
      '+            .add_constraint(SeccompCmpOpt::Eq, 1, TIOCGWINSZ),',
    ],
  },
  {
    file: 'builders.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'idle_allowlist' },
    diff: [
      '+const TIOCGWINSZ: u32 = 0x5413;',
      '-    vec![BpfRule::new(libc::SYS_nanosleep)]',
      '+    vec![',
      '+        BpfRule::new(libc::SYS_nanosleep),',
      '+        BpfRule::new(libc::SYS_ioctl).add_constraint(SeccompCmpOpt::Eq, 1, TIOCGWINSZ),',
      '+    ]',
    ],
  },
  {
    file: 'builders.rs',
    want: want('ioctl', 0xc010b80a),
    options: { list: 'idle_allowlist' },
    diff: [
      '-    vec![BpfRule::new(libc::SYS_nanosleep)]',
      '+    vec![',
      '+        BpfRule::new(libc::SYS_nanosleep),',
      '+        BpfRule::new(libc::SYS_ioctl).add_constraint(SeccompCmpOpt::Eq, 1, 0xc010_b80a),',
      '+    ]',
    ],
  },
  {
    file: 'builders.rs',
    want: want('madvise'),
    options: { widen: true, list: 'syscall_allowlist' },
    diff: [
      '-        BpfRule::new(libc::SYS_madvise).add_constraint(',
      '-            SeccompCmpOpt::Eq,',
      '-            2,',
      '-            libc::MADV_DONTNEED as u32,',
      '-        ),',
      '+        BpfRule::new(libc::SYS_madvise),',
    ],
    warns: [/Widens `madvise`, limited today to argument 2 == /],
  },
  {
    file: 'roles.rs',
    want: want('getpid', null, { comm: 'http3' }),
    diff: ['+    rules.push((libc::SYS_getpid, vec![]));'],
  },
  {
    file: 'roles.rs',
    want: want('getpid', null, { comm: 'cpu0' }),
    diff: ['+        (libc::SYS_getpid, vec![]),'],
  },
  {
    file: 'roles.rs',
    want: want('getpid', null, { comm: 'balloon0' }),
    diff: [
      '-        Role::Balloon => vec![(libc::SYS_madvise, vec![])],',
      '+        Role::Balloon => vec![(libc::SYS_madvise, vec![]), (libc::SYS_getpid, vec![])],',
    ],
  },
  {
    file: 'values.rs',
    want: want('ioctl', 0x127c),
    options: { list: 'block_rules' },
    diff: [
      '+    const BLKDISCARDZEROES: u64 = 4732;',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, BLKDISCARDZEROES)?],',
    ],
  },
  {
    file: 'values.rs',
    want: want('ioctl', 0x4138ae84),
    options: { list: 'vcpu_rules' },
    diff: ['+        and![Cond::new(1, ArgLen::Dword, Eq, 0x4138_ae84)?],'],
  },
  {
    file: 'values.rs',
    want: want('ioctl', 0x5413),
    options: { list: 'net_rules' },
    diff: [
      '-use libc::{FIONBIO, TCGETS};',
      '+use libc::{FIONBIO, TCGETS, TIOCGWINSZ};',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, TIOCGWINSZ as _)?],',
    ],
  },
  {
    file: 'values.rs',
    want: want('ioctl', 0xaf02),
    options: { list: 'net_rules' },
    diff: ['+        and![Cond::new(1, ArgLen::Dword, Eq, 0xaf02)?],'],
  },
  {
    file: 'empty.rs',
    want: want('getpid'),
    diff: ['-    Ok(vec![])', '+    Ok(vec![(libc::SYS_getpid, vec![])])'],
    warns: [/does not tell what the filter does/],
  },
  {
    file: 'empty.rs',
    want: want('ioctl', 0x5401),
    diff: [
      '-    Ok(vec![])',
      '+    Ok(vec![(',
      '+        libc::SYS_ioctl,',
      '+        vec![SeccompRule::new(vec![SeccompCondition::new(',
      '+            1,',
      '+            SeccompCmpArgLen::Dword,',
      '+            SeccompCmpOp::Eq,',
      '+            0x5401,',
      '+        )?])?],',
      '+    )])',
    ],
    warns: [/does not tell what the filter does/],
  },
];

/** Wants that change nothing, and what is said. */
export interface RefusalCase {
  readonly file: string;
  readonly want: Want;
  readonly options?: PlanOptions;
  readonly kind: 'already-allowed' | 'ambiguous' | 'impossible';
  readonly says: RegExp;
}

export const REFUSALS: readonly RefusalCase[] = [
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0xae80),
    kind: 'already-allowed',
    says: /ioctl\(KVM_RUN\) is already allowed in handler_allowlist at line 33/,
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl'),
    kind: 'impossible',
    says: /IOCTL Param.*strace -f -e trace=ioctl/,
  },
  {
    file: 'guest-2024.rs',
    want: want('getpid'),
    options: { list: 'nothing' },
    kind: 'impossible',
    says: /no list named nothing: it has handler_allowlist, create_common_ioctl_rules/,
  },
  {
    file: 'guest-worker.rs',
    want: want('write'),
    kind: 'impossible',
    says: /line \d+, but only where argument 0 == 1, or where argument 0 == 2/,
  },
  {
    file: 'guest-worker.rs',
    want: want('openat'),
    kind: 'already-allowed',
    says: /Another filter, at line \d+, answers openat with errno/,
  },
  {
    file: 'guest-worker.rs',
    want: want('ioctl', 0x5401),
    kind: 'already-allowed',
    says: /ioctl\(TCGETS\)/,
  },
  {
    file: 'guest-worker.rs',
    want: want('getpid'),
    options: { list: 'worker_filters' },
    kind: 'impossible',
    says: /worker_filters .* is a denylist/,
  },
  {
    file: 'threads.rs',
    want: want('getpid'),
    kind: 'ambiguous',
    says: /vcpu_thread_rules, signal_thread_rules, api_thread_rules, vmm_thread_rules/,
  },
  {
    file: 'threads.rs',
    want: want('ioctl', 0x81a0ae8c),
    kind: 'ambiguous',
    says: /can be meant: vcpu_ioctl_rules_kvm, /,
  },
  {
    file: 'threads.rs',
    want: want('openat', null, { comm: 'vcpu3' }),
    kind: 'impossible',
    says: /argument 2 & 0x3 == 0/,
  },
  {
    file: 'threads.rs',
    want: want('rt_sigreturn'),
    options: { list: 'vcpu_thread_rules' },
    kind: 'already-allowed',
    says: /where all\(feature = "tdx", target_arch = "x86_64"\) holds/,
  },
  {
    file: 'calls.rs',
    want: want('fcntl'),
    kind: 'impossible',
    says: /argument 1 == 2, or where argument 1 == 4/,
  },
  {
    file: 'names.rs',
    want: want('ioctl', 0x5401),
    options: { list: 'WORKER' },
    kind: 'impossible',
    says: /ioctl\(TCGETS\) cannot be added to WORKER \(line 5\): it is a list of bare names/,
  },
  {
    // A list that is filled by another function has what that one puts in.
    file: 'inserts.rs',
    want: want('nanosleep'),
    kind: 'already-allowed',
    says: /already allowed in add_time at line 48/,
  },
  {
    file: 'pushes.rs',
    want: want('getpid'),
    kind: 'ambiguous',
    says: /allowed, traced/,
  },
  {
    // No rule of the file shows what the macro would take.
    file: 'macros.rs',
    want: want('ioctl', 0x5401),
    kind: 'impossible',
    says: /it shows no entry of that kind/,
  },
  {
    // What all threads share is part of each list, and none to choose.
    file: 'roles.rs',
    want: want('getpid'),
    kind: 'ambiguous',
    says: /^5 lists .*: set_a, set_b, small:43, small:44, tracer\./,
  },
  {
    file: 'roles.rs',
    want: want('munmap', null, { comm: 'http1' }),
    kind: 'already-allowed',
    says: /already allowed in base at line 20/,
  },
  {
    file: 'plain.rs',
    want: want('no_such_call'),
    kind: 'impossible',
    says: /no call no_such_call on x86_64/,
  },
];
