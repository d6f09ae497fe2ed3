import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crateSource } from './crates';

/** A published source that holds a filter, or that names calls without listing them. */
export interface Published {
  readonly crate: string;
  readonly version: string;
  /** In the crate's folder. */
  readonly file: string;
  /** What is read in it; see `summaryOf`. */
  readonly reads: readonly string[];
  /** What is not read, each with why that is right. */
  readonly problems: readonly { readonly message: RegExp; readonly why: string }[];
}

interface Row extends Pick<Published, 'crate' | 'file' | 'reads'> {
  readonly problems?: Published['problems'];
  /** Those that read alike; of versions whose file is the same, the last is here. */
  readonly versions: readonly string[];
}

const FROM_PROFILE = {
  message: /is not named: add_rule(?:_conditional)?\((?:scmp_)?action, s/,
  why: 'a container runtime: its calls come from a profile when it runs',
};
const COMPARED_BY_VARIABLE = {
  message: /The rules of this entry are not understood: &?cmps$/,
  why: 'comparisons out of a variable, which could have been added to',
};

const ROWS: readonly Row[] = [
  {
    crate: 'hyperlight-host',
    versions: ['0.1.0', '0.2.0', '0.3.0', '0.4.0', '0.5.0', '0.5.1'],
    file: 'src/seccomp/guest.rs',
    reads: [
      'syscalls_allowlist: allow, 11 tuples, 2 with 3 conditions',
      'filter get_seccomp_filter_for_host_function_worker_thread: trap, allow',
    ],
  },
  {
    crate: 'hyperlight-host',
    versions: ['0.6.0', '0.6.1', '0.7.0', '0.8.0', '0.9.0', '0.9.1', '0.10.0'],
    file: 'src/seccomp/guest.rs',
    reads: [
      'syscalls_allowlist: allow, 13 tuples, 2 with 3 conditions',
      'get_seccomp_filter_for_host_function_worker_thread: deny, 1 tuples',
      'filter get_seccomp_filter_for_host_function_worker_thread: trap, allow',
      'filter get_seccomp_filter_for_host_function_worker_thread: allow, errno',
    ],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.0.0'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 91 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.1.0'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 92 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.2.0', '1.4.0'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 94 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.5.0', '1.5.1'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 96 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.6.1'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 98 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.7.2'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 100 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.8.0', '1.13.0'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 101 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.13.2'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 102 statements'],
  },
  {
    crate: 'virtiofsd',
    versions: ['1.13.3', '1.14.0'],
    file: 'src/seccomp.rs',
    reads: ['enable_seccomp: allow, 105 statements'],
  },
  {
    crate: 'birdcage',
    versions: ['0.2.2'],
    file: 'src/linux/seccomp.rs',
    reads: [
      'deny_networking: deny, 5 statements, 2 with 4 conditions',
      'filter apply: allow, errno',
    ],
  },
  {
    crate: 'birdcage',
    versions: ['0.3.0', '0.3.1'],
    file: 'src/linux/seccomp.rs',
    reads: [
      'add_local_socket_whitelist: allow, 2 statements, 2 with 4 conditions',
      'SYSCALL_WHITELIST: allow, 333 names',
      'filter apply: errno, allow',
    ],
  },
  {
    crate: 'birdcage',
    versions: ['0.8.1'],
    file: 'src/linux/seccomp.rs',
    reads: [
      'apply: allow, 1 statements, 1 with 1 conditions',
      'apply: deny, 1 statements',
      'SYSCALL_WHITELIST: allow, 291 names',
      'filter apply: errno, allow',
      'filter apply: allow, errno',
    ],
  },
  {
    crate: 'seccompiler',
    versions: ['0.2.0', '0.3.0', '0.4.0', '0.5.0'],
    file: 'tests/integration_tests.rs',
    reads: [
      'EXTRA_SYSCALLS: allow, 6 names',
      '2 × test_eq_operator: allow, 1 tuples, 1 with 1 conditions',
      '2 × test_ge_operator: allow, 1 tuples, 1 with 1 conditions',
      '2 × test_gt_operator: allow, 1 tuples, 1 with 1 conditions',
      '2 × test_le_operator: allow, 1 tuples, 1 with 1 conditions',
      '2 × test_lt_operator: allow, 1 tuples, 1 with 1 conditions',
      '2 × test_masked_eq_operator: allow, 1 tuples, 1 with 1 conditions',
      '2 × test_ne_operator: allow, 1 tuples, 1 with 1 conditions',
      'test_complex_filter: allow, 3 tuples, 2 with 9 conditions',
      'filter validate_seccomp_filter: errno, allow',
      'filter test_empty_filter: allow, trap',
      'filter test_invalid_architecture: allow, trap',
      'filter test_filter_apply: allow, trap',
    ],
  },
  {
    crate: 'seccompiler',
    versions: ['0.2.0', '0.3.0', '0.4.0', '0.5.0'],
    file: 'src/frontend/json.rs',
    reads: [
      'test_compile: unknown, 6 tuples, 3 with 7 conditions',
      'filter make_seccomp_filter: ?, ?',
      'filter test_make_seccomp_filter: trap, allow',
      'filter test_compile: errno, allow',
      'filter test_compile: trap, allow',
    ],
  },
  {
    crate: 'seccompiler',
    versions: ['0.5.0'],
    file: 'tests/multi_thread.rs',
    reads: ['test_tsync: deny, 1 tuples', 'filter test_tsync: allow, errno'],
  },
  {
    crate: 'seccompiler',
    versions: ['0.5.0'],
    file: 'src/backend/filter.rs',
    reads: [
      'filter create_test_bpf_filter: trap, allow',
      'filter test_seccomp_filter_too_large: allow, trap',
      'filter test_empty_filter_output: allow, trap',
    ],
    problems: [
      {
        message: /No list that .*: (?:create_test_bpf_filter|test_seccomp_filter_too_large)$/,
        why: 'pairs of a bare number and rules, and a map that a loop over numbers fills',
      },
    ],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'src/builtins/basic.rs',
    reads: ['simple_rules: allow, 28 names'],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'src/builtins/danger_zone.rs',
    reads: [
      'allow_create: unknown, 2 names',
      'allow_sleep: unknown, 2 names',
      'simple_rules: allow, 10 names',
    ],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'src/builtins/network.rs',
    reads: [
      'NET_IO_SYSCALLS: unknown, 20 names',
      'NET_READ_SYSCALLS: unknown, 8 names',
      'NET_WRITE_SYSCALLS: unknown, 8 names',
      'allow_start_tcp_servers: unknown, 1 names',
      'allow_start_udp_servers: unknown, 1 names',
      'allow_connect: unknown, 1 names',
      'allow_start_tcp_clients: unknown, 1 names',
      'allow_start_unix_servers: unknown, 1 names',
    ],
    problems: [
      {
        message: /(?:new|entry|get_mut|or_insert_with)\(Sysno::/,
        why: 'a rule that names its own call, put into a map that a method fills',
      },
      { message: /vec!\[rule,?\]/, why: 'the same rule, where it is put into a list' },
    ],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'src/builtins/systemio.rs',
    reads: [
      'IO_READ_SYSCALLS: unknown, 6 names',
      'IO_WRITE_SYSCALLS: unknown, 8 names',
      'IO_OPEN_SYSCALLS: unknown, 3 names',
      'IO_IOCTL_SYSCALLS: unknown, 2 names',
      'IO_METADATA_SYSCALLS: unknown, 8 names',
      'IO_CLOSE_SYSCALLS: unknown, 2 names',
      'IO_UNLINK_SYSCALLS: unknown, 2 names',
      'allow_create_in_dir: unknown, 1 names',
      'allow_create_dir: unknown, 2 names',
      'allow_remove_file: unknown, 2 names',
      'allow_remove_dir: unknown, 2 names',
    ],
    problems: [
      {
        message: /(?:new|entry|get_mut|or_insert_with)\(Sysno::/,
        why: 'a rule that names its own call, put into a map that a method fills',
      },
      { message: /vec!\[rule,?\]/, why: 'the same rule, where it is put into a list' },
    ],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'src/builtins/time.rs',
    reads: ['allow_gettime: unknown, 2 names'],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'src/builtins/pipes.rs',
    reads: ['simple_rules: allow, 2 names'],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'examples/user-guide.rs',
    reads: [
      'simple_rules: allow, 1 names',
      'conditional_rules: allow, 1 tuples, 1 with 1 conditions',
    ],
    problems: [
      {
        message: /(?:new|entry|get_mut|or_insert_with)\(Sysno::/,
        why: 'a rule that names its own call, put into a map that a method fills',
      },
      { message: /vec!\[rule,?\]/, why: 'the same rule, where it is put into a list' },
    ],
  },
  {
    crate: 'extrasafe',
    versions: ['0.5.1'],
    file: 'tests/arg_comparisons.rs',
    reads: [
      '3 × conditional_rules: allow, 1 tuples, 1 with 1 conditions',
      'filter cmp_arg_syscall_unused_parameter: errno, allow',
      'filter cmp_arg_64bit_ioctl_musl_glibc_diff: errno, allow',
      'filter cmp_arg_32bit_ioctl_musl_glibc_same: errno, allow',
    ],
    problems: [
      {
        message: /(?:new|entry|get_mut|or_insert_with)\(Sysno::/,
        why: 'a rule that names its own call, put into a map that a method fills',
      },
      { message: /vec!\[rule,?\]/, why: 'the same rule, where it is put into a list' },
    ],
  },
  {
    crate: 'syscallz',
    versions: ['0.17.0'],
    file: 'src/lib.rs',
    reads: [
      'it_works: allow, 1 statements',
      'test_rule: deny, 1 statements, 1 with 1 conditions',
      'filter it_works: errno, allow',
      'filter test_rule: allow, allow',
      'filter test_export: allow, allow',
    ],
    problems: [
      { message: /Some\(Syscall::/, why: 'a name that a test compares with' },
      { message: /set_rule_for_syscall\( Action::Errno/, why: 'refuses what it names' },
    ],
  },
  {
    crate: 'sudo-rs',
    versions: ['0.2.15'],
    file: 'src/exec/noexec.rs',
    reads: [],
    problems: [
      {
        message: /is not Rust that can be parsed/,
        why: 'the grammar lacks a form; the file lists no call',
      },
    ],
  },
  {
    crate: 'gaol',
    versions: ['0.2.1'],
    file: 'platform/linux/seccomp.rs',
    reads: [
      'ALLOWED_SYSCALLS: unknown, 21 names',
      'ALLOWED_SYSCALLS_FOR_FILE_READ: unknown, 5 names',
      'ALLOWED_SYSCALLS_FOR_NETWORK_OUTBOUND: unknown, 3 names',
    ],
  },
  {
    // Docker's default profile, in a container's configuration.
    crate: 'libcontainer',
    versions: ['0.7.0'],
    file: 'src/seccomp/fixture/config.json',
    reads: [
      'syscalls: allow, 403 objects, 3 with 7 conditions',
      'syscalls (errno 38): deny, 1 objects',
      'filter profile: errno, allow',
      'filter profile: errno, errno',
    ],
  },
  {
    crate: 'oci-spec',
    versions: ['0.10.0'],
    file: 'src/runtime/test/fixture/sample.json',
    reads: ['syscalls (errno): deny, 2 objects', 'filter profile: allow, errno'],
  },
  {
    crate: 'libcontainer',
    versions: ['0.7.0'],
    file: 'src/seccomp/mod.rs',
    reads: ['filter initialize_seccomp: ?, allow'],
    problems: [FROM_PROFILE],
  },
  {
    crate: 'hakoniwa',
    versions: ['1.8.0'],
    file: 'src/runc/seccomp.rs',
    reads: ['filter load_imp: ?, allow'],
    problems: [FROM_PROFILE],
  },
  {
    crate: 'libseccomp',
    versions: ['0.3.0'],
    file: 'tests/tests.rs',
    reads: [
      'test_rule_add_load: deny, 1 statements',
      'test_rule_add_array_load: deny, 1 statements, 1 with 0 conditions, 1 not understood',
      'test_rule_add_exact_load: deny, 1 statements',
      'test_rule_add_exact_array_load: deny, 1 statements, 1 with 0 conditions, 1 not understood',
      'filter test_set_syscall_priority: kill-thread, allow',
      'filter test_filter_attributes: kill-thread, allow',
      'filter test_filter_reset: kill-thread, allow',
      'filter test_arch_functions: allow, allow',
      '2 × filter test_merge_filters: allow, allow',
      'filter test_export_functions: allow, allow',
      'filter test_rule_add_load: allow, allow',
      'filter test_rule_add_array_load: allow, allow',
      'filter test_rule_add_exact_load: allow, allow',
      'filter test_rule_add_exact_array_load: allow, allow',
    ],
    problems: [COMPARED_BY_VARIABLE],
  },
  {
    crate: 'libseccomp',
    versions: ['0.4.0'],
    file: 'tests/tests.rs',
    reads: [
      'test_transaction: deny, 2 statements, 1 with 0 conditions, 1 not understood',
      'test_precompute: deny, 1 statements',
      'test_rule_add_load: deny, 1 statements',
      'test_rule_add_array_load: deny, 1 statements, 1 with 0 conditions, 1 not understood',
      'test_rule_add_exact_load: deny, 1 statements',
      'test_rule_add_exact_array_load: deny, 1 statements, 1 with 0 conditions, 1 not understood',
      '2 × test_new_filter: allow, 0 statements',
      '2 × filter test_new_filter: kill-thread, allow',
      'filter test_set_syscall_priority: kill-thread, allow',
      'filter test_filter_attributes: kill-thread, allow',
      'filter test_filter_reset: kill-thread, allow',
      'filter test_builder_pattern: allow, allow',
      'filter test_arch_functions: allow, allow',
      '2 × filter test_merge_filters: allow, allow',
      'filter test_transaction: allow, allow',
      'filter test_precompute: allow, allow',
      '2 × filter test_export_functions: allow, allow',
      'filter test_rule_add_load: allow, allow',
      'filter test_rule_add_array_load: allow, allow',
      'filter test_rule_add_exact_load: allow, allow',
      'filter test_rule_add_exact_array_load: allow, allow',
    ],
    problems: [
      COMPARED_BY_VARIABLE,
      {
        message: /does not name its actions: ScmpFilterContext::new\(ScmpAction::Allow\)$/,
        why: 'a context that is filled in one chain, with the answers in it',
      },
      {
        message: /is not named: add_rule(?:_conditional)?\( ?ScmpAction::Log, ScmpSyscall::from_na/,
        why: 'links of that chain',
      },
    ],
  },
  {
    crate: 'syd',
    versions: ['3.59.0'],
    file: 'src/bins/tor.rs',
    reads: ['tor_confine_scmp: allow, 5 statements', 'filter new_filter: kill-process, allow'],
    problems: [
      {
        message: /^line \d+: This rule is not read, since its call is not named: add_rule/,
        why: 'names out of lists and of a type of its own, looked up when it runs',
      },
    ],
  },
];

export const PUBLISHED: readonly Published[] = ROWS.flatMap(({ versions, problems = [], ...row }) =>
  versions.map((version) => ({ ...row, problems, version })),
);

export function textOf({ crate, version, file }: Published): string {
  return readFileSync(path.join(crateSource(crate, version), file), 'utf8');
}

export const titleOf = ({ crate, version, file }: Published): string =>
  `${crate} ${version}, ${file}`;
