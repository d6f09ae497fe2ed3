import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOfRules } from '../../../src/core/compare/state';
import { fixture } from '../plan/cases';
import { compare, words } from './support';

interface Case {
  readonly name: string;
  readonly file: string;
  /** What is written, and what is written in its place. */
  readonly edit: readonly (readonly [string, string])[];
  readonly changes: readonly string[];
}

/** Rows of conditions by what they gain and lose alone. */
async function rows(before: string, after: string): Promise<string[]> {
  return (await compare(before, after)).map((change) => {
    const rules = changeOfRules(change.before, change.after);
    if (!rules) return words(change);
    const { list, target, syscall, widens } = change;
    const delta = [...rules.gone.map((one) => `-${one}`), ...rules.come.map((one) => `+${one}`)];
    return `${widens ? '+' : '='} ${list ?? '-'} @${target} ${syscall}: ${delta.join(' ')}`;
  });
}

const cases: readonly Case[] = [
  {
    name: 'a request of one hypervisor, with its constant',
    file: 'guest-2024.rs',
    edit: [
      ['pub const KVM_RUN', 'pub const KVM_SET_FPU: u64 = 0x41a0_ae8d;\n    pub const KVM_RUN'],
      [
        'and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],',
        'and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?],\n        and![Cond::new(1, ArgLen::Dword, Eq, KVM_SET_FPU)?],',
      ],
    ],
    changes: ['+ handler_allowlist @all ioctl: +argument 1 == KVM_SET_FPU (0x41a0ae8d)'],
  },
  {
    name: 'a constant with another value: one request for another',
    file: 'guest-2024.rs',
    edit: [['0x8100_b807', '0x8100_b800']],
    changes: [
      '+ handler_allowlist @all ioctl: -argument 1 == MSHV_RUN_VP (0x8100b807) +argument 1 == MSHV_RUN_VP (0x8100b800)',
    ],
  },
  {
    name: 'a filter left on Log',
    file: 'guest-2024.rs',
    edit: [['SeccompAction::KillThread', 'SeccompAction::Log']],
    changes: [
      '+ handler_allowlist *: refused (kill-thread) -> allowed (log)',
      '+ handler_allowlist ioctl: IOCTL -> allowed (log)',
    ],
  },
  {
    name: 'a third file descriptor',
    file: 'guest-worker.rs',
    edit: [['// stderr', '// stderr\n                and![Cond::new(0, ArgLen::Dword, Eq, 3)?],']],
    changes: ['+ worker_allowlist @all write: +argument 0 == 3'],
  },
  {
    name: 'the second filter answers differently',
    file: 'guest-worker.rs',
    edit: [['SeccompAction::Errno(libc::EACCES.try_into()?)', 'SeccompAction::Trap']],
    changes: [
      '= worker_filters openat: refused (errno(libc::EACCES.try_into()?)) -> refused (trap)',
    ],
  },
  {
    name: 'the second filter answers no more',
    file: 'guest-worker.rs',
    edit: [['[(libc::SYS_openat, vec![])].into_iter()', '[(libc::SYS_open, vec![])].into_iter()']],
    changes: [
      '= worker_filters @x86_64 open: allowed -> refused (errno(libc::EACCES.try_into()?))',
      '+ worker_filters openat: refused (errno(libc::EACCES.try_into()?)) -> allowed',
    ],
  },
  {
    name: 'a predicate takes in fewer architectures, of which none has the call',
    file: 'arches.rs',
    edit: [['#[cfg(not(target_arch = "aarch64"))]', '#[cfg(target_arch = "x86_64")]']],
    changes: [],
  },
  {
    name: 'an entry for one architecture',
    file: 'arches.rs',
    edit: [
      [
        '#[cfg(target_arch = "riscv64")]\n',
        '#[cfg(any(target_arch = "riscv64", target_arch = "aarch64"))]\n',
      ],
    ],
    changes: ['+ net_thread_rules @aarch64 statx: refused -> allowed'],
  },
  {
    name: 'an action of one of two filters',
    file: 'threads.rs',
    edit: [['            SeccompAction::Trap,\n', '            SeccompAction::Errno(1),\n']],
    changes: [
      'api_thread_rules',
      'signal_thread_rules',
      'vcpu_thread_rules',
      'vmm_thread_rules',
    ].map(
      (list) =>
        `= ${list} *: allowed (log) or refused (trap) -> allowed (log) or refused (errno(1))`,
    ),
  },
];

for (const { name, file, edit, changes } of cases) {
  test(`${file}: ${name}`, async () => {
    const before = fixture(file);
    let after = before;
    for (const [old, fresh] of edit) {
      assert.ok(after.includes(old), old);
      after = after.replace(old, fresh);
    }
    const found = await rows(before, after);
    const short = found.map((row) =>
      row.replace(/conditional: argument 1 == KVM_RUN .* ->/, 'IOCTL ->'),
    );
    assert.deepEqual(short.sort(), [...changes].sort());
  });
}

test('threads.rs: a row says which thread, and a list that serves another one is a row', async () => {
  const before = fixture('threads.rs');
  const entry = before.replace(
    '(libc::SYS_accept4, vec![])',
    '(libc::SYS_accept4, vec![]), (libc::SYS_bind, vec![])',
  );
  assert.deepEqual(
    (await compare(before, entry)).map(({ list, thread, syscall }) => [list, thread, syscall]),
    [['api_thread_rules', 'Api', 'bind']],
  );
  const swapped = before.replace('Ok(signal_thread_rules()?)', 'Ok(api_thread_rules()?)');
  assert.notEqual(swapped, before);
  const rowsOf = (await compare(before, swapped)).map(words);
  assert.match(rowsOf.join('\n'), /^\+ api_thread_rules \*: for Api -> for Api,.* Signal$/m);
});

test('guest-modules.rs: each hypervisor has its own builds', async () => {
  const before = fixture('guest-modules.rs');
  const after = before.replace(/( *)and!\[Cond::new\(1, ArgLen::Dword, Eq, KVM_RUN\)\?\],\n/, '');
  assert.notEqual(after, before);
  const found = await compare(before, after);
  assert.ok(found.length > 0);
  for (const { target, syscall, widens, before: was } of found) {
    assert.equal(syscall, 'ioctl');
    assert.match(target, /(^|, )kvm/);
    assert.equal(was.kind, 'conditional');
    assert.equal(widens, false);
  }
});
