import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture } from '../plan/cases';
import { withCrlf, withTabs } from '../plan/support';
import { entryWords, listWords, read } from './support';

const KVM_2024 =
  '1 dword eq KVM_RUN=44672 | 1 dword eq KVM_GET_REGS=2156965505 | 1 dword eq KVM_SET_REGS=1083223682';
const MSHV_2024 =
  '1 dword eq MSHV_RUN_VP=2164307975 | 1 dword eq MSHV_UNMAP_GUEST_MEMORY=1075886083 | 1 dword eq MSHV_GET_VP_REGISTERS=3222321157 | 1 dword eq MSHV_SET_VP_REGISTERS=1074837510';

/** What each fixture says: its lists, and their entries. */
const CASES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'guest-2024.rs': {
    'handler_allowlist [allow kill-thread]': [
      'mmap',
      'rt_sigprocmask',
      'munmap',
      `ioctl if ${KVM_2024} | ${MSHV_2024} | 1 dword eq TCGETS=21505 <create_ioctl_rules`,
      'sigaltstack',
      'futex',
      'exit',
    ],
  },
  'helpers.rs': {
    'vcpu_rules [allow trap]': [
      'exit',
      'futex',
      'ioctl if 1 dword eq KVM_RUN=44672 | 1 dword eq KVM_GET_REGS=2156965505',
      'write',
    ],
    'api_rules [allow trap]': [
      'accept4',
      'read',
      'fcntl if 1 dword eq 1=1 | 1 dword eq 2=2',
      'close',
    ],
  },
  'chains.rs': {
    'policy [allow trap]': [
      'exit_group',
      'ioctl if 1 dword eq libc::TCGETS as u64=21505',
      'write',
      'close',
      'ppoll',
    ],
    'short [allow trap]': ['read'],
  },
  'rows.rs': {
    'CALLS [allow trap]': ['exit_group', 'ioctl if 1 dword eq 0x5401=21505', 'write'],
    'NUMBERS [allow trap]': ['#0 read', '#1 write', '#231 exit_group'],
  },
  'adders.rs': {
    'filter [allow trap]': [
      'exit_group',
      'write',
      'ioctl if 1 dword eq libc::TCGETS as u64=21505',
      'perf_event_open @feature = "trace"',
    ],
  },
  'guest-modules.rs': {
    'syscalls_allowlist [allow trap]': [
      'futex',
      'ioctl if 1 dword eq TCGETS=21505 | 1 dword eq MSHV_RUN_VP=2164307975 @mshv | 1 dword eq MSHV_GET_VP_STATE=3222321162 @mshv | 1 dword eq KVM_GET_REGS=2156965505 @kvm | 1 dword eq KVM_RUN=44672 @kvm | 1 dword eq KVM_SET_FPU=1101049485 @kvm | 1 dword eq KVM_SET_REGS=1083223682 @kvm <create_ioctl_seccomp_rule',
      'mmap',
      'munmap',
      'write if 0 dword eq 2=2',
    ],
  },
  'guest-worker.rs': {
    'worker_allowlist [allow trap]': [
      'munmap',
      'exit',
      'write if 0 dword eq 1=1 | 0 dword eq 2=2',
      'ioctl if 1 dword eq libc::TCGETS=21505',
      'futex',
      'openat',
    ],
    'worker_filters [deny allow]': ['openat'],
  },
  'threads.rs': {
    'vcpu_thread_rules [allow trap] for Vcpu': [
      'brk',
      'clock_gettime',
      'close',
      'dup',
      'exit',
      'epoll_wait @target_arch = "x86_64"',
      'futex',
      'ioctl if 1 dword eq FIONBIO as _=21537 | 1 dword eq KVM_GET_ONE_REG=1074835115 | 1 dword eq KVM_RUN=44672 <vcpu_ioctl_rules_kvm',
      'openat if 2 dword masked_eq(3) 0=0',
      'rt_sigreturn @all(feature = "tdx", target_arch = "x86_64")',
      'write',
    ],
    'signal_thread_rules [allow trap] for Signal': ['futex', 'write'],
    'api_thread_rules [allow trap] for Api': ['accept4'],
    'vmm_thread_rules [allow trap] @target_arch = "x86_64" for Vmm': ['open', 'read'],
    'vmm_thread_rules [allow trap] @target_arch = "aarch64" for Vmm': ['openat', 'read'],
    'tests::refuses [allow errno] @test': ['getpid'],
  },
  'plain.rs': {
    'build [allow kill-process]': ['read', 'write', 'ioctl if 1 dword eq 0x5413=21523'],
  },
  'imports.rs': {
    'CALLS [allow kill-process]': [
      'exit',
      'futex',
      'ioctl if 1 dword eq KVM_GET_REGS as u64=2156965505 | 1 dword eq KVM_RUN as u64=44672 | 1 dword eq vhost::VHOST_NET_SET_BACKEND as u64=1074310960 <ioctl_rules',
      'read',
    ],
  },
  'arms.rs': {
    'filter [allow trap]': [
      'ioctl if 1 dword eq FIONBIO as _=21537 | 1 dword eq TUNSETIFF()=1074025674 | 1 dword eq KVM_SET_REGS=1083223682 @feature = "kvm" | 1 dword eq 0xae80=44672 @feature = "kvm" | 1 dword eq MSHV_GET_PARTITION_PROPERTY()=? @feature = "mshv" <device_rules',
      'read',
    ],
  },
  'calls.rs': {
    'device_filter [allow trap]': [
      'brk',
      'epoll_wait @target_arch = "x86_64"',
      'fcntl if 1 dword eq 2=2 | 1 dword eq 4=4',
      'ioctl if 1 dword eq FIONBIO=21537 | 1 dword eq TUNSETIFF=1074025674 <tap_rules',
      'read',
      'write',
    ],
  },
  'ranked.rs': {
    'context [allow trap]': ['brk', 'close', 'ioctl if 1 ? eq KVM_RUN=44672', 'write'],
  },
  'names.rs': {
    'WORKER [allow kill-process]': [
      'close',
      'exit_group',
      'futex',
      'poll @target_arch = "x86_64"',
      'read',
    ],
    'LOGGER [allow kill-process]': ['exit', 'fsync', 'write'],
    'common [allow kill-process]': ['brk', 'munmap'],
  },
  'inserts.rs': {
    'sandbox [allow kill-thread]': [
      'brk',
      'mmap',
      'munmap',
      'close',
      'read',
      'write if 0 dword le 2=2',
      'connect',
      'socket',
      'rt_sigreturn',
      'exit_group',
    ],
    'add_time [allow kill-thread]': ['clock_gettime', 'nanosleep'],
  },
  'pushes.rs': {
    'allowed [allow trap]': ['exit', 'futex', 'read', 'write', 'readlink @target_arch = "x86_64"'],
    'traced [allow trap]': ['ptrace', 'wait4'],
  },
  'macros.rs': {
    'enter_jail [allow ?]': [
      'close',
      'dup',
      'futex',
      'mmap',
      'poll @target_arch = "x86_64"',
      'write',
    ],
  },
  'builders.rs': {
    'syscall_allowlist [allow trap]': [
      'read',
      'write',
      'ioctl if 1 ? eq TCGETS=21505 | 1 ? eq KVM_RUN=44672 <ioctl_rule',
      'epoll_wait @target_arch = "x86_64"',
      'madvise if 2 ? eq libc::MADV_DONTNEED as u32=?',
      'futex',
      'exit',
    ],
    'console_allowlist [allow trap]': ['close', 'ioctl if 1 ? eq TCGETS=21505'],
    'idle_allowlist [allow trap]': ['nanosleep'],
  },
  'roles.rs': {
    'base [allow trap] for Processor, HttpServer, cpu, http': ['exit', 'futex', 'munmap'],
    'set_a [allow trap] for Processor, cpu': ['close', 'read', 'tkill'],
    'set_b [allow trap] for HttpServer, http': ['accept4', 'epoll_ctl'],
    'small [allow trap] for Balloon, balloon': ['madvise'],
    'small [allow trap] for Console': ['write'],
    'tracer [allow trap] for debugger': ['ptrace', 'wait4'],
  },
  'values.rs': {
    'vcpu_calls [allow trap]': [
      'ioctl if 1 dword eq KVM_GET_LAPIC()=2214637198 | 1 dword eq KVM_RUN()=44672 <vcpu_rules',
      'openat if 2 dword masked_eq libc::O_RDONLY as u64=?',
      'read',
    ],
    'block_calls [allow trap]': [
      'ioctl if 1 dword eq BLKDISCARD=4727 | 1 dword eq BLKSSZGET=4712 <block_rules',
    ],
    'net_calls [allow trap]': [
      'ioctl if 1 dword eq FIONBIO as _=21537 | 1 dword eq TCGETS as _=21505 | 1 dword eq VHOST_SET_OWNER() as u64=44801 <net_rules',
    ],
  },
  'arches.rs': {
    'net_thread_rules [allow trap]': [
      'brk',
      'dup2 @not(target_arch = "aarch64")',
      'newfstatat @any(target_arch = "x86_64", target_arch = "aarch64")',
      'open @target_arch = "x86_64"',
      '#293 pipe2 @target_arch = "x86_64"',
      '#59 pipe2 @target_arch = "aarch64"',
      'statx @target_arch = "riscv64"',
      'write',
    ],
  },
  'empty.rs': { 'allowlist [unknown ?]': [] },
};

for (const [file, lists] of Object.entries(CASES)) {
  for (const [form, make] of [
    ['', (text: string) => text],
    [' with CRLF', withCrlf],
    [' with tabs', withTabs],
  ] as const) {
    test(`${file}${form} is read whole`, async () => {
      const policy = await read(make(fixture(file)));
      const seen = policy.lists.map((list) => [listWords(list), list.entries.map(entryWords)]);
      assert.deepEqual(Object.fromEntries(seen), lists);
      assert.equal(seen.length, Object.keys(lists).length);
      assert.deepEqual(policy.problems, []);
    });
  }
}

test('every span is the text that it names', async () => {
  const text = fixture('guest-2024.rs');
  const policy = await read(text);
  const cut = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
  assert.equal(
    cut(policy.constants[0]?.span ?? { start: 0, end: 0 }),
    'pub const KVM_RUN: u64 = 0xae80;',
  );
  const [list] = policy.lists;
  assert.equal(cut(list?.entries[0]?.span ?? { start: 0, end: 0 }), '(libc::SYS_mmap, vec![])');
  const [filter] = policy.filters;
  assert.equal(cut(filter?.mismatchSpan ?? { start: 0, end: 0 }), 'SeccompAction::KillThread');
  assert.equal(cut(filter?.matchSpan ?? { start: 0, end: 0 }), 'SeccompAction::Allow');
  const rule = policy.ruleSets.find(({ name }) => name === 'create_kvm_ioctl_rules')?.rules[0];
  assert.equal(
    cut(rule?.span ?? { start: 0, end: 0 }),
    'and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?]',
  );
  for (const { name, line, span } of policy.constants) {
    assert.match(text.split('\n')[line - 1] ?? '', new RegExp(`\\b${name}\\b`));
    assert.match(cut(span), new RegExp(`^(?:pub )?const ${name}: u64 = 0x[0-9a-f_]+;$`));
  }
});

test('constants know their modules, functions and values', async () => {
  const { constants } = await read(fixture('guest-modules.rs'));
  const words = constants.map(
    ({ modules, owner, name, value, cfg }) =>
      `${[...modules, owner?.name, name].filter((one) => one !== undefined).join('::')}=${value ?? '?'}${cfg === null ? '' : ` @${cfg}`}`,
  );
  assert.deepEqual(words, [
    'kvm::KVM_RUN=44672 @kvm',
    'kvm::KVM_GET_REGS=2156965505 @kvm',
    'kvm::KVM_SET_FPU=1101049485 @kvm',
    'kvm::KVM_SET_REGS=1083223682 @kvm',
    'mshv::MSHV_RUN_VP=2164307975 @mshv',
    'mshv::MSHV_GET_VP_STATE=3222321162 @mshv',
    'common_rules::TCGETS=21505',
  ]);
});

test('comments above and behind an entry are its own', async () => {
  const [list] = (await read(fixture('guest-worker.rs'))).lists;
  const comments = list?.entries.map(({ syscall, comment }) => [syscall, comment]);
  assert.deepEqual(comments, [
    ['munmap', 'SYS_munmap and SYS_exit are wanted before anything else runs.'],
    ['exit', null],
    ['write', null],
    ['ioctl', "The terminal's size, asked for by the writer."],
    ['futex', null],
    ['openat', 'answered by the second filter'],
  ]);
});

test('rule functions name those that they take in', async () => {
  const { ruleSets } = await read(fixture('guest-2024.rs'));
  const includes = ruleSets.map(({ name, includes: others }) => [name, others]);
  assert.deepEqual(includes, [
    ['create_common_ioctl_rules', []],
    ['create_kvm_ioctl_rules', ['create_common_ioctl_rules']],
    ['create_mshv_ioctl_rules', ['create_common_ioctl_rules']],
  ]);
});

test('an architecture that a cfg excludes has other rules in force', async () => {
  const text = fixture('threads.rs').replace(
    'fn vcpu_ioctl_rules_kvm',
    '#[cfg(target_arch = "arm")]\nfn vcpu_ioctl_rules_kvm',
  );
  const [list] = (await read(text, 'aarch64')).lists;
  const ioctl = list?.entries.find(({ syscall }) => syscall === 'ioctl');
  assert.deepEqual(
    ioctl?.rules?.map(({ cfg }) => cfg),
    Array.from({ length: 3 }, () => 'target_arch = "arm"'),
  );
});
