import type { PlanOptions } from '../../../src/core/plan/options';
import type { RemedyKind, Want } from '../../../src/core/plan/remedy';
import { want } from './cases';

/** A remedy of a kind that is asked for by name: the lines that go and come, and what is said. */
export interface KindCase {
  readonly file: string;
  readonly want: Want;
  readonly options: PlanOptions & { readonly kind: RemedyKind };
  readonly diff: readonly string[];
  readonly title: string;
  readonly force: RegExp;
  readonly widens?: true;
  readonly warns?: readonly RegExp[];
  /** What is said the second time, when nothing is left to do. */
  readonly again: RegExp;
}

const STRICTER = /^The entry in \w+ is needed too: of two filters the kernel takes the stricter/;

export const KINDS: readonly KindCase[] = [
  {
    // Of two filters with an errno the one whose answer makes libc fall back.
    file: 'errnos.rs',
    want: want('clone3'),
    options: { kind: 'errno' },
    diff: [
      '+        (libc::SYS_clone3, vec![]),',
      '-    vec![(libc::SYS_rseq, vec![])]',
      '+    vec![(libc::SYS_rseq, vec![]), (libc::SYS_clone3, vec![])]',
    ],
    title: 'Answer clone3 with ENOSYS by unknown_to_the_kernel',
    force: /^`clone3` fails with ENOSYS instead of ending the thread; nothing more is let through/,
    warns: [STRICTER],
    again: /clone3 is answered with ENOSYS already by unknown_to_the_kernel at line 21/,
  },
  {
    file: 'errnos.rs',
    want: want('clone3'),
    options: { kind: 'errno', list: 'forbidden' },
    diff: ['+        (libc::SYS_clone3, vec![]),', '+        (libc::SYS_clone3, vec![]),'],
    title: 'Answer clone3 with EACCES by forbidden',
    force: /EACCES/,
    warns: [STRICTER, /falls back from clone3 only where it fails with ENOSYS, not EACCES/],
    again: /clone3 is answered with EACCES already by forbidden/,
  },
  {
    // What is allowed already is taken back by the errno's list alone.
    file: 'errnos.rs',
    want: want('dup'),
    options: { kind: 'errno', list: 'forbidden' },
    diff: ['+        (libc::SYS_dup, vec![]),'],
    title: 'Answer dup with EACCES by forbidden',
    force: /^`dup` fails with EACCES/,
    again: /dup is answered with EACCES already/,
  },
  {
    file: 'guest-worker.rs',
    want: want('openat2'),
    options: { kind: 'errno' },
    diff: [
      '+        (libc::SYS_openat2, vec![]),',
      '-        [(libc::SYS_openat, vec![])].into_iter().collect(),',
      '+        [(libc::SYS_openat, vec![]), (libc::SYS_openat2, vec![])]',
      '+            .into_iter()',
      '+            .collect(),',
    ],
    title: 'Answer openat2 with EACCES by worker_filters',
    force: /^`openat2` fails with EACCES/,
    warns: [STRICTER],
    again: /openat2 is answered with EACCES already/,
  },
  {
    file: 'roles.rs',
    want: want('read', null, { comm: 'http1' }),
    options: { kind: 'common' },
    diff: [
      '+        (libc::SYS_read, vec![]),',
      '-    rules.extend(vec![',
      '-        (libc::SYS_close, vec![]),',
      '-        (libc::SYS_read, vec![]),',
      '-        (libc::SYS_tkill, vec![]),',
      '-    ]);',
      '+    rules.extend(vec![(libc::SYS_close, vec![]), (libc::SYS_tkill, vec![])]);',
    ],
    title: 'Allow read in base, for 2 lists',
    force: /^Lets `read` through in set_a and set_b, all of which need it\.$/,
    again: /read stands in base already, at line 21/,
  },
  {
    file: 'roles.rs',
    want: want('getpid', null, { comm: 'cpu0' }),
    options: { kind: 'common' },
    diff: ['+        (libc::SYS_getpid, vec![]),'],
    title: 'Allow getpid in base, for 2 lists',
    force: /in set_a and set_b; new to set_b, beside the one that needs it/,
    widens: true,
    warns: [/^New in force in set_b\.$/],
    again: /getpid stands in base already, at line 20/,
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0xae80),
    options: { kind: 'remove' },
    diff: ['-        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],'],
    title: 'Remove ioctl(KVM_RUN) from create_kvm_ioctl_rules',
    force: /^`ioctl\(KVM_RUN\)` is refused again in create_kvm_ioctl_rules/,
    warns: [/The constant KVM_RUN is named nowhere else then, and stays/],
    again: /No rule of handler_allowlist admits ioctl\(KVM_RUN\)/,
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0xae80),
    options: { kind: 'remove', constant: true },
    diff: [
      '-    pub const KVM_RUN: u64 = 0xae80;',
      '-        and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],',
    ],
    title: 'Remove ioctl(KVM_RUN) from create_kvm_ioctl_rules, and the constant KVM_RUN',
    force: /refused again/,
    warns: [/KVM_RUN is public/],
    again: /No rule/,
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl'),
    options: { kind: 'remove' },
    diff: ['-        (libc::SYS_ioctl, create_ioctl_rules(hypervisor)?),'],
    title: 'Remove ioctl from handler_allowlist',
    force: /^`ioctl` is refused again in handler_allowlist/,
    warns: [/create_ioctl_rules may be left without a use/],
    again: /ioctl is in no list of this file/,
  },
  {
    // Its comment goes with it.
    file: 'guest-worker.rs',
    want: want('munmap'),
    options: { kind: 'remove' },
    diff: [
      '-        // SYS_munmap and SYS_exit are wanted before anything else runs.',
      '-        (libc::SYS_munmap, vec![]),',
    ],
    title: 'Remove munmap from worker_allowlist',
    force: /refused again/,
    again: /munmap is in no list/,
  },
  {
    // So does its cfg.
    file: 'nearly-sorted.rs',
    want: want('poll'),
    options: { kind: 'remove' },
    diff: [
      '-        // Threads wait by it.',
      '-        #[cfg(target_arch = "x86_64")]',
      '-        (libc::SYS_poll, vec![]), // not on aarch64',
    ],
    title: 'Remove poll from worker',
    force: /refused again/,
    again: /poll is in no list/,
  },
  {
    file: 'names.rs',
    want: want('read'),
    options: { kind: 'remove' },
    diff: ['-    libc::SYS_read,'],
    title: 'Remove read from WORKER',
    force: /refused again/,
    again: /read is in no list/,
  },
  {
    file: 'errnos.rs',
    want: want('openat'),
    options: { kind: 'remove', list: 'forbidden' },
    diff: [
      '-    vec![',
      '-        // Nothing is opened once the rest runs.',
      '-        (libc::SYS_openat, vec![]),',
      '-    ]',
      '+    vec![]',
    ],
    title: 'Remove openat from forbidden',
    force: /^`openat` is no longer answered with errno by forbidden/,
    widens: true,
    again: /forbidden does not have openat/,
  },
  {
    file: 'nearly-sorted.rs',
    want: want(''),
    options: { kind: 'sort', list: 'worker' },
    diff: [
      '-        // Threads wait by it.',
      '-        #[cfg(target_arch = "x86_64")]',
      '-        (libc::SYS_poll, vec![]), // not on aarch64',
      '-        (libc::SYS_write, vec![]),',
      '+        // Threads wait by it.',
      '+        #[cfg(target_arch = "x86_64")]',
      '+        (libc::SYS_poll, vec![]), // not on aarch64',
      '+        (libc::SYS_write, vec![]),',
    ],
    title: 'Sort worker',
    force: /^Nothing is different in force/,
    again: /worker is sorted already/,
  },
];

/** The same for host functions: their registrations in both ages of Hyperlight's interface. */
const FEATURE = /is there only with Hyperlight's feature seccomp, on Linux/;

export const HOSTS: readonly KindCase[] = [
  {
    file: 'hosts-method.rs',
    want: want('gettid'),
    options: { kind: 'host-function', list: 'Pid' },
    diff: [
      '-    pid.register_with_extra_allowed_syscalls(sandbox, "Pid", vec![libc::SYS_getpid])?;',
      '+    pid.register_with_extra_allowed_syscalls(',
      '+        sandbox,',
      '+        "Pid",',
      '+        vec![libc::SYS_getpid, libc::SYS_gettid],',
      '+    )?;',
    ],
    title: 'Allow gettid for the host function "Pid"',
    force: /^Lets `gettid` through while the host function "Pid" runs; every other stays as it is/,
    again: /gettid is already allowed for the host function "Pid" at line 9/,
  },
  {
    file: 'hosts-method.rs',
    want: want('gettid'),
    options: { kind: 'host-function', list: 'Spin' },
    diff: [
      '-    spin.register(&mut *sandbox, "Spin").unwrap();',
      '+    spin.register_with_extra_allowed_syscalls(&mut *sandbox, "Spin", vec![libc::SYS_gettid])',
      '+        .unwrap();',
    ],
    title: 'Allow gettid for the host function "Spin"',
    force: /"Spin" runs/,
    warns: [FEATURE],
    again: /already allowed/,
  },
  {
    file: 'hosts-sandbox.rs',
    want: want('fsync'),
    options: { kind: 'host-function', list: 'Sleep5Secs' },
    diff: [
      '-    sandbox.register("Sleep5Secs", || {',
      '-        let note = "a literal";',
      '-        std::thread::sleep(std::time::Duration::from_secs(5));',
      '-        Ok(note.len() as i32)',
      '-    })?;',
      '+    sandbox.register_with_extra_allowed_syscalls(',
      '+        "Sleep5Secs",',
      '+        || {',
      '+            let note = "a literal";',
      '+            std::thread::sleep(std::time::Duration::from_secs(5));',
      '+            Ok(note.len() as i32)',
      '+        },',
      '+        vec![libc::SYS_fsync],',
      '+    )?;',
    ],
    title: 'Allow fsync for the host function "Sleep5Secs"',
    force: /"Sleep5Secs" runs/,
    warns: [FEATURE],
    again: /already allowed/,
  },
  {
    file: 'hosts-sandbox.rs',
    want: want('fsync'),
    options: { kind: 'host-function', list: 'Chained' },
    diff: [
      '-        .register("Chained", move || {',
      '-            // do nothing',
      '-            Ok(())',
      '-        })',
      '+        .register_with_extra_allowed_syscalls(',
      '+            "Chained",',
      '+            move || {',
      '+                // do nothing',
      '+                Ok(())',
      '+            },',
      '+            vec![libc::SYS_fsync],',
      '+        )',
    ],
    title: 'Allow fsync for the host function "Chained"',
    force: /"Chained" runs/,
    warns: [FEATURE],
    again: /already allowed/,
  },
  {
    // Its list has no conditions: it wins over the entry that Hyperlight limits.
    file: 'hosts-sandbox.rs',
    want: want('ioctl', 0x5401),
    options: { kind: 'host-function', list: 'Spin' },
    diff: [
      '-        .register_with_extra_allowed_syscalls("Spin", spin, vec![libc::SYS_clock_nanosleep])',
      '+        .register_with_extra_allowed_syscalls(',
      '+            "Spin",',
      '+            spin,',
      '+            vec![libc::SYS_clock_nanosleep, libc::SYS_ioctl],',
      '+        )',
    ],
    title: 'Allow every ioctl for the host function "Spin"',
    force: /wins over the list's entry, which limits ioctl/,
    widens: true,
    warns: [/wins over the list's entry, which limits ioctl\. Every ioctl request/],
    again: /already allowed/,
  },
  {
    file: 'hosts-sandbox.rs',
    want: want('fsync'),
    options: { kind: 'host-function', list: 'Many' },
    diff: ['+            libc::SYS_fsync,'],
    title: 'Allow fsync for the host function "Many"',
    force: /"Many" runs/,
    again: /already allowed/,
  },
  {
    file: 'hosts-sandbox.rs',
    want: want('fsync'),
    options: { kind: 'host-function', list: 'HostPrint' },
    diff: [
      '-    sandbox.register_print(print)?;',
      '+    sandbox.register_print_with_extra_allowed_syscalls(print, vec![libc::SYS_fsync])?;',
    ],
    title: 'Allow fsync for the host function "HostPrint"',
    force: /"HostPrint" runs/,
    warns: [FEATURE],
    again: /already allowed/,
  },
];

/** Kinds that a source gives no place for, and why. */
export const NO_KINDS: readonly {
  readonly file: string;
  readonly want: Want;
  readonly options: PlanOptions & { readonly kind: RemedyKind };
  readonly kind: 'ambiguous' | 'impossible' | 'already-allowed';
  readonly says: RegExp;
}[] = [
  {
    file: 'hosts-sandbox.rs',
    want: want('fsync', null, { comm: 'Host Function W' }),
    options: { kind: 'host-function' },
    kind: 'ambiguous',
    says: /cut before it says which: Echo, Sleep5Secs, Chained, Spin, Many, HostPrint, Elsewhere/,
  },
  {
    file: 'hosts-sandbox.rs',
    want: want('fsync'),
    options: { kind: 'host-function', list: 'Elsewhere' },
    kind: 'impossible',
    says: /come from elsewhere/,
  },
  {
    file: 'guest-2024.rs',
    want: want('clone3'),
    options: { kind: 'errno' },
    kind: 'impossible',
    says: /no filter that answers what it lists with an errno/,
  },
  {
    file: 'errnos.rs',
    want: want('getpid'),
    options: { kind: 'errno' },
    kind: 'ambiguous',
    says: /unknown_to_the_kernel, forbidden/,
  },
  {
    // The errno would take back what the list allows under conditions.
    file: 'guest-worker.rs',
    want: want('write'),
    options: { kind: 'errno' },
    kind: 'impossible',
    says: /only where argument 0 == 1/,
  },
  {
    file: 'guest-2024.rs',
    want: want('getpid'),
    options: { kind: 'common' },
    kind: 'impossible',
    says: /No list of this file is taken in by others/,
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0x5401),
    options: { kind: 'remove' },
    kind: 'impossible',
    says: /last rule of create_common_ioctl_rules: an empty set lets every request through/,
  },
  {
    // What is not there is removed already, from every list or from the one that is named.
    file: 'guest-2024.rs',
    want: want('getpid'),
    options: { kind: 'remove' },
    kind: 'already-allowed',
    says: /^getpid is in no list of this file\.$/,
  },
  {
    file: 'threads.rs',
    want: want('futex'),
    options: { kind: 'remove', list: 'api_thread_rules' },
    kind: 'already-allowed',
    says: /^api_thread_rules does not have futex; .*vcpu_thread_rules.* does\.$/,
  },
  {
    file: 'guest-2024.rs',
    want: want('ioctl', 0x5413),
    options: { kind: 'remove' },
    kind: 'already-allowed',
    says: /^No rule of handler_allowlist admits ioctl\(TIOCGWINSZ\)/,
  },
  {
    file: 'libseccomp.rs',
    want: want('mount'),
    options: { kind: 'remove' },
    kind: 'impossible',
    says: /^mount stands only in refusals, which refuses what it names/,
  },
  {
    file: 'threads.rs',
    want: want('futex'),
    options: { kind: 'remove' },
    kind: 'ambiguous',
    says: /can be meant/,
  },
  {
    file: 'nearly-sorted.rs',
    want: want(''),
    options: { kind: 'sort', list: 'main_thread' },
    kind: 'impossible',
    says: /main_thread is not nearly sorted: its order may be meant/,
  },
  {
    file: 'errnos.rs',
    want: want(''),
    options: { kind: 'sort', list: 'nothing' },
    kind: 'impossible',
    says: /no list named nothing/,
  },
];
