import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, free, listOf, requests, words, type Shape } from './support';

interface Case {
  readonly name: string;
  readonly before: Shape | string;
  readonly after: Shape | string;
  readonly changes: readonly string[];
}

const HELPER = `const KVM_RUN: u64 = 0xae80;
fn ioctls() -> Result<Vec<SeccompRule>> {
    Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, KVM_RUN)?]])
}`;
const GATED = '#[cfg(feature = "net")]\n        (libc::SYS_socket, vec![])';
const READONLY = '(libc::SYS_openat, or![and![Cond::new(2, ArgLen::Dword, MaskedEq(0x3), 0)?]])';

/** Two lists to which the entries of a third are added, each with its filter. */
function shared(vmm: readonly string[], common: readonly string[], net: readonly string[]): string {
  const grown = (name: string, entries: readonly string[]): string =>
    listOf({ name, entries }).replace(
      /Ok\((vec!\[[\s\S]*?\n {4}\])\)/,
      (_, list: string) => `let mut rules = ${list};\n    rules.extend(common()?);\n    Ok(rules)`,
    );
  const own = listOf({ name: 'common', entries: common }).split('\nfn common_filter')[0] ?? '';
  return grown('vmm', vmm) + grown('net', net) + own;
}

/** A second filter of a list, which lets everything through. */
const logging = (list: string): string => `
fn ${list}_log() -> Result<BpfProgram> {
    SeccompFilter::new(${list}()?.into_iter().collect(), SeccompAction::Log, SeccompAction::Allow, arch)?.try_into()
}
`;

const cases: readonly Case[] = [
  {
    name: 'an entry comes',
    before: { entries: [free('read')] },
    after: { entries: [free('read'), free('getpid')] },
    changes: ['+ rules getpid: refused -> allowed'],
  },
  {
    name: 'an entry goes',
    before: { entries: [free('read'), free('getpid')] },
    after: { entries: [free('read')] },
    changes: ['= rules getpid: allowed -> refused'],
  },
  {
    name: 'another order, another way to write it, comments',
    before: { entries: [free('read'), requests('0xae80', 'TCGETS')] },
    after: {
      entries: [requests('libc::TCGETS', '44672', 'KVM_RUN'), '/* why */ (SYS_read, Vec::new())'],
    },
    changes: [],
  },
  {
    name: 'a call that one architecture has not',
    before: { entries: [free('read')] },
    after: { entries: [free('read'), free('open')] },
    changes: ['+ rules @x86_64 open: refused -> allowed'],
  },
  {
    name: 'a number is another call on each architecture',
    before: { entries: [] },
    after: { entries: ['(293, vec![])'] },
    changes: [
      '+ rules @x86_64 pipe2: refused -> allowed',
      '+ rules @aarch64 rseq: refused -> allowed',
    ],
  },
  {
    name: 'a number is the call that it names',
    before: { entries: ['#[cfg(target_arch = "x86_64")]\n        (293, vec![])'] },
    after: { entries: ['#[cfg(target_arch = "x86_64")]\n        (libc::SYS_pipe2, vec![])'] },
    changes: [],
  },
  {
    name: 'the last of two entries wins',
    before: { entries: [READONLY] },
    after: { entries: [READONLY, free('openat')] },
    changes: ['+ rules openat: conditional: argument 2 & 0x3 == 0 -> allowed'],
  },
  {
    name: 'an entry that a later one overrules says nothing',
    before: { entries: [READONLY] },
    after: { entries: [free('openat'), READONLY] },
    changes: [],
  },
  {
    name: 'a request comes',
    before: { entries: [requests('0xae80')] },
    after: { entries: [requests('0xae80', '0x5401')] },
    changes: [
      '+ rules ioctl: conditional: argument 1 == 0xae80 -> conditional: argument 1 == 0xae80 or argument 1 == 0x5401',
    ],
  },
  {
    name: 'a request goes',
    before: { entries: [requests('0xae80', '0x5401')] },
    after: { entries: [requests('0xae80')] },
    changes: [
      '= rules ioctl: conditional: argument 1 == 0xae80 or argument 1 == 0x5401 -> conditional: argument 1 == 0xae80',
    ],
  },
  {
    name: 'a helper is followed, and its constants',
    before: { above: HELPER, entries: ['(libc::SYS_ioctl, ioctls()?)'] },
    after: {
      above: HELPER.replace('0xae80', '0xae81'),
      entries: ['(libc::SYS_ioctl, ioctls()?)'],
    },
    changes: [
      '+ rules ioctl: conditional: argument 1 == KVM_RUN (0xae80) -> conditional: argument 1 == KVM_RUN (0xae81)',
    ],
  },
  {
    name: 'rules that move into a helper',
    before: { entries: [requests('0xae80')] },
    after: { above: HELPER, entries: ['(libc::SYS_ioctl, ioctls()?)'] },
    changes: [],
  },
  {
    name: 'rules are dropped',
    before: { entries: [READONLY] },
    after: { entries: [free('openat')] },
    changes: ['+ rules openat: conditional: argument 2 & 0x3 == 0 -> allowed'],
  },
  {
    name: 'rules come: what was free is conditional',
    before: { entries: [free('openat')] },
    after: { entries: [READONLY] },
    changes: ['= rules openat: allowed -> conditional: argument 2 & 0x3 == 0'],
  },
  {
    name: 'the mismatch action lets everything through',
    before: { entries: [free('read')] },
    after: { entries: [free('read')], mismatch: 'SeccompAction::Log' },
    changes: ['+ rules *: refused (trap) -> allowed (log)'],
  },
  {
    name: 'the filter that refuses goes, and the one that only logs stays',
    before: listOf({ entries: [free('read')] }) + logging('rules'),
    after: listOf({ entries: [free('read')], mismatch: 'SeccompAction::Log' }),
    changes: ['+ rules *: allowed (log) or refused (trap) -> allowed (log)'],
  },
  {
    name: 'a filter that only logs comes beside the one that refuses',
    before: { entries: [free('read')] },
    after: listOf({ entries: [free('read')] }) + logging('rules'),
    changes: ['+ rules *: refused (trap) -> allowed (log) or refused (trap)'],
  },
  {
    name: 'another refusal beside the filter that only logs',
    before: listOf({ entries: [free('read')] }) + logging('rules'),
    after:
      listOf({ entries: [free('read')], mismatch: 'SeccompAction::KillProcess' }) +
      logging('rules'),
    changes: [
      '= rules *: allowed (log) or refused (trap) -> allowed (log) or refused (kill-process)',
    ],
  },
  {
    name: 'another refusal',
    before: { entries: [free('read')] },
    after: { entries: [free('read')], mismatch: 'SeccompAction::KillProcess' },
    changes: ['= rules *: refused (trap) -> refused (kill-process)'],
  },
  {
    name: 'another errno',
    before: { entries: [free('read')], mismatch: 'SeccompAction::Errno(libc::EPERM as u32)' },
    after: { entries: [free('read')], mismatch: 'SeccompAction::Errno(libc::ENOSYS as u32)' },
    changes: [
      '= rules *: refused (errno(libc::EPERM as u32)) -> refused (errno(libc::ENOSYS as u32))',
    ],
  },
  {
    name: 'a tracer gets to decide',
    before: { entries: [free('read')] },
    after: { entries: [free('read')], mismatch: 'SeccompAction::Trace(0)' },
    changes: ['+ rules *: refused (trap) -> handed over (trace(0))'],
  },
  {
    name: 'an action that now comes from a caller',
    before: { entries: [free('read')] },
    after: { entries: [free('read')], mismatch: 'action' },
    changes: ['? rules *: refused (trap) -> decided by action'],
  },
  {
    name: 'an action that comes from a caller before and after',
    before: { entries: [free('read')], mismatch: 'action' },
    after: { entries: [free('read'), free('brk')], mismatch: 'action' },
    changes: ['+ rules brk: refused -> allowed'],
  },
  {
    name: 'of a denylist an entry goes',
    before: {
      entries: [free('read'), free('clone3')],
      mismatch: 'SeccompAction::Allow',
      match: 'SeccompAction::Errno(38)',
    },
    after: {
      entries: [free('read')],
      mismatch: 'SeccompAction::Allow',
      match: 'SeccompAction::Errno(38)',
    },
    changes: ['+ rules clone3: refused (errno(38)) -> allowed'],
  },
  {
    name: 'a denylist refuses less where it has a condition less',
    before: {
      entries: [requests('0x5412', '0x541c')],
      mismatch: 'SeccompAction::Allow',
      match: 'SeccompAction::KillThread',
    },
    after: {
      entries: [requests('0x5412')],
      mismatch: 'SeccompAction::Allow',
      match: 'SeccompAction::KillThread',
    },
    changes: [
      '+ rules ioctl: conditional: not (argument 1 == 0x5412 or argument 1 == 0x541c) -> conditional: not (argument 1 == 0x5412)',
    ],
  },
  {
    name: 'an allowlist becomes a denylist',
    before: { entries: [free('read')] },
    after: {
      entries: [free('read')],
      mismatch: 'SeccompAction::Allow',
      match: 'SeccompAction::Trap',
    },
    changes: ['+ rules *: refused (trap) -> allowed', '= rules read: allowed -> refused (trap)'],
  },
  {
    name: 'a feature decides',
    before: { entries: [free('read')] },
    after: { entries: [free('read'), GATED] },
    changes: ['+ rules @feature = "net" socket: refused -> allowed'],
  },
  {
    name: 'a predicate goes, and the entry is there in other builds too',
    before: { entries: [GATED] },
    after: { entries: [free('socket')] },
    changes: ['+ rules @not(feature = "net") socket: refused -> allowed'],
  },
  {
    name: 'the libc decides',
    before: { entries: [free('read')] },
    after: {
      entries: [free('read'), '#[cfg(target_env = "musl")]\n        (libc::SYS_tkill, vec![])'],
    },
    changes: ['+ rules @musl tkill: refused -> allowed'],
  },
  {
    name: 'two predicates that together hold everywhere',
    before: { entries: [free('socket')] },
    after: { entries: [GATED, GATED.replace('feature = "net"', 'not(feature = "net")')] },
    changes: [],
  },
  {
    name: 'rules that a build cuts out leave an entry without conditions',
    before: { entries: [READONLY] },
    after: { entries: [READONLY.replace('and!', '#[cfg(feature = "ro")] and!')] },
    changes: ['+ rules @not(feature = "ro") openat: conditional: argument 2 & 0x3 == 0 -> allowed'],
  },
  {
    name: 'another name, the same meaning',
    before: { name: 'old_rules', entries: [free('read'), requests('0xae80')] },
    after: { name: 'new_rules', entries: [requests('KVM_RUN'), free('read')] },
    changes: ['= new_rules *: the list old_rules -> the list new_rules'],
  },
  {
    name: 'a list comes',
    before: listOf({ entries: [free('read')] }),
    after: listOf({ entries: [free('read')] }) + listOf({ name: 'net', entries: [free('bind')] }),
    changes: ['= net *: no such list -> refused (trap)', '+ net bind: no such list -> allowed'],
  },
  {
    name: 'a list goes, and with it what it refused',
    before: listOf({ entries: [free('read')] }) + listOf({ name: 'net', entries: [free('bind')] }),
    after: listOf({ entries: [free('read')] }),
    changes: ['+ net *: refused (trap) -> no such list'],
  },
  {
    name: 'a filter goes out of the file',
    before: { entries: [free('read')] },
    after: listOf({ entries: [free('read')] }).split('\nfn rules_filter')[0] ?? '',
    changes: ['? rules *: refused (trap) -> no filter in this file'],
  },
  {
    name: 'what is not understood is no more than that',
    before: { entries: [free('read'), '(libc::SYS_ioctl, elsewhere::rules()?)'] },
    after: { entries: [free('read'), free('brk'), '(libc::SYS_ioctl, elsewhere::rules()?)'] },
    changes: [
      '+ rules brk: refused -> allowed',
      '? rules ioctl: unknown: The rules of this entry come from elsewhere::rules, which this file does not hold -> unknown: The rules of this entry come from elsewhere::rules, which this file does not hold',
    ],
  },
  {
    name: 'an entry that is not understood',
    before: { entries: [free('read')] },
    after: { entries: [free('read'), '(number_of("x"), vec![])'] },
    changes: [
      '? rules *: understood -> unknown: This entry is not understood: (number_of("x"), vec![])',
    ],
  },
  {
    name: 'a comment, where something is not understood',
    before: { entries: [free('read'), '(number_of("x"), vec![])'] },
    after: { entries: [free('read'), '// why\n        (number_of("x"),   vec![])'] },
    changes: [],
  },
  {
    name: 'an entry that moves into a list which is put in everywhere',
    before: shared([free('read'), free('futex')], [free('brk')], [free('bind')]),
    after: shared([free('read')], [free('brk'), free('futex')], [free('bind')]),
    changes: ['+ net futex: refused -> allowed', '+ common futex: refused -> allowed'],
  },
  {
    name: 'of two lists that are put together the later one wins',
    before: shared([free('read')], [READONLY], []),
    after: shared([free('read'), free('openat')], [READONLY], []),
    changes: [],
  },
  {
    name: 'a list that is put in later undoes a condition',
    before: shared([READONLY], [free('brk')], []),
    after: shared([READONLY], [free('brk'), free('openat')], []),
    changes: [
      '+ vmm openat: conditional: argument 2 & 0x3 == 0 -> allowed',
      '+ net openat: refused -> allowed',
      '+ common openat: refused -> allowed',
    ],
  },
  {
    name: 'a list of tests confines nothing',
    before: listOf({ entries: [free('read')] }),
    after: `${listOf({ entries: [free('read')] })}\n#[cfg(test)]\nmod tests {\n${listOf({ name: 'all', entries: [free('execve')] })}\n}\n`,
    changes: [],
  },
];

function textOf(shape: Shape | string): string {
  return typeof shape === 'string' ? shape : listOf(shape);
}

for (const { name, before, after, changes } of cases) {
  test(name, async () => {
    const found = await compare(textOf(before), textOf(after));
    assert.deepEqual(found.map(words), changes);
  });
}
