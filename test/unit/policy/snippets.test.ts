import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryWords, read } from './support';

interface SnippetCase {
  readonly what: string;
  /** Stands in `vec![…]`, or is a whole file where it begins with `fn`, `const` or `use`. */
  readonly source: string;
  readonly entries: readonly string[];
  readonly problems?: readonly RegExp[];
}

const CASES: readonly SnippetCase[] = [
  {
    what: 'paths, casts and the kernel name',
    source:
      '(SYS_a, vec![]), (nix::libc::SYS_b, vec![]), (libc::SYS_c as i64, vec![]), (__NR_d, vec![])',
    entries: ['a', 'b', 'c', 'd'],
  },
  {
    what: 'ways to say no rules',
    source:
      '(libc::SYS_a, Vec::new()), (libc::SYS_b, vec!()), (libc::SYS_c, Default::default()), (libc::SYS_d, [].into())',
    entries: ['a', 'b', 'c', 'd'],
  },
  {
    what: 'bare numbers beside names',
    source: '(libc::SYS_read, vec![]), (293, vec![]), (0x123, vec![]), (99999, vec![])',
    entries: ['read', '#293 pipe2', '#291 epoll_create1', '#99999 ?'],
  },
  {
    what: 'names in comments, strings and closures',
    source:
      '// (libc::SYS_a, vec![]),\n(libc::SYS_b, vec![]), /* (libc::SYS_c, vec![]), /* nested */ */ (libc::SYS_d, vec![])',
    entries: ['b', 'd'],
  },
  {
    what: 'several cfgs on one entry',
    source: '#[cfg(feature = "x")]\n#[cfg(target_arch = "x86_64")] (libc::SYS_a, vec![])',
    entries: ['a @all(feature = "x", target_arch = "x86_64")'],
  },
  {
    what: 'several conditions, every operator, both lengths',
    source:
      '(libc::SYS_a, or![and![Cond::new(0, ArgLen::Dword, Ne, 1)?, Cond::new(5, ArgLen::QWORD, SeccompCmpOp::Lt, 0x10u64)?], and![Cond::new(2, Qword, Le, 2)?], and![Cond::new(3, DWORD, Gt, 3)?], and![Cond::new(4, Dword, Ge, u64::from(X))?]])',
    entries: [
      'a if 0 dword ne 1=1 & 5 qword lt 0x10u64=16 | 2 qword le 2=2 | 3 dword gt 3=3 | 4 dword ge u64::from(X)=?',
    ],
  },
  {
    what: 'a mask out of a constant, a negative number, a function, a cast',
    source:
      'const MODE: u64 = 0b11;\nfn l() { vec![(libc::SYS_a, vec![SeccompRule::new(vec![Cond::new(2, Dword, MaskedEq(MODE), -1i32 as u64).unwrap()]).unwrap()]), (libc::SYS_ioctl, or![and![Cond::new(1, Dword, Eq, TUNSETIFF())?], and![Cond::new(1, Dword, Eq, FIONBIO as _)?]])] }',
    entries: [
      'a if 2 dword masked_eq(3) -1i32 as u64=18446744073709551615',
      'ioctl if 1 dword eq TUNSETIFF()=1074025674 | 1 dword eq FIONBIO as _=21537',
    ],
  },
  {
    what: 'sums are worked out where every part is known, and not taken for one of their parts',
    source:
      '(libc::SYS_a, or![and![Cond::new(0, Dword, Eq, u64::from(5u32) + 10)?, Cond::new(1, Dword, Eq, 1 << 3)?, Cond::new(2, Dword, Eq, X | Y)?, Cond::new(3, Dword, Eq, (7))?]])',
    entries: [
      'a if 0 dword eq u64::from(5u32) + 10=15 & 1 dword eq 1 << 3=8 & 2 dword eq X | Y=? & 3 dword eq (7)=7',
    ],
  },
  {
    what: 'rules out of a variable',
    source:
      'fn l() -> R { let mut r = or![and![Cond::new(1, Dword, Eq, 1)?]]; r.extend(more()?); vec![(libc::SYS_ioctl, r)] }\nfn more() -> R<Vec<SeccompRule>> { Ok(or![and![Cond::new(1, Dword, Eq, 2)?]]) }',
    entries: ['ioctl if 1 dword eq 1=1 | 1 dword eq 2=2'],
  },
  {
    what: 'conditions, rules and a list of rules, each out of a variable',
    source:
      'fn l() -> R { let c = Cond::new(0, Dword, Eq, 1)?; let d = Cond::new(0, Dword, Eq, 2)?; let one = SeccompRule::new(vec![c])?; let two = SeccompRule::new(vec![d.clone()])?; let both = vec![one.clone(), two]; rules.insert(libc::SYS_a, vec![one]); rules.insert(libc::SYS_b, both.clone()); }',
    entries: ['a if 0 dword eq 1=1', 'b if 0 dword eq 1=1 | 0 dword eq 2=2'],
  },
  {
    what: 'a variable that is set anew between two entries',
    source:
      'fn l() -> R { let r = or![and![Cond::new(0, Dword, Eq, 1)?]]; rules.insert(libc::SYS_a, r); let r = or![and![Cond::new(0, Dword, Eq, 2)?]]; rules.insert(libc::SYS_b, r); }',
    entries: ['a if 0 dword eq 1=1', 'b if 0 dword eq 2=2'],
  },
  {
    what: 'calls named by the enums of other crates',
    source:
      'const L: &[Sysno] = &[Sysno::read, syscalls::Sysno::pread64];\nfn l() -> Vec<Sysno> { vec![Sysno::write] }\nfn m(ctx: C) { ctx.allow_syscall(Syscall::open)?; }',
    entries: ['read', 'pread64', 'write', 'open'],
  },
  {
    what: 'a function that returns one rule',
    source:
      'fn one() -> SeccompRule { and![Cond::new(1, Dword, Eq, 1)?] }\nfn l() { vec![(libc::SYS_ioctl, vec![one()])] }',
    entries: ['ioctl if 1 dword eq 1=1'],
  },
  {
    what: 'functions that call each other in a circle',
    source:
      'fn a() -> Vec<SeccompRule> { let mut r = or![and![Cond::new(1, Dword, Eq, 1)?]]; r.extend(b()); r }\nfn b() -> Vec<SeccompRule> { let mut r = or![and![Cond::new(1, Dword, Eq, 2)?]]; r.extend(a()); r }\nfn l() { vec![(libc::SYS_ioctl, a())] }',
    entries: ['ioctl if 1 dword eq 1=1 | 1 dword eq 2=2 <a'],
  },
  {
    what: 'constants that name each other in a circle',
    source:
      'const A: u64 = B;\nconst B: u64 = A;\nfn l() { vec![(libc::SYS_ioctl, or![and![Cond::new(1, Dword, Eq, A)?]])] }',
    entries: ['ioctl if 1 dword eq A=?'],
  },
  {
    what: 'a helper that gives an empty list',
    source: 'fn any() -> Vec<SeccompRule> { vec![] }\nfn l() { vec![(libc::SYS_ioctl, any())] }',
    entries: ['ioctl <any'],
  },
  {
    what: 'cfg_if, a list that macros hide',
    source:
      'cfg_if! { if #[cfg(target_env = "musl")] { fn l() { vec![(libc::SYS_a, vec![])] } } else { fn m() { vec![(libc::SYS_b, vec![])] } } }',
    entries: ['a', 'b'],
  },
  {
    what: 'look-ups and comparisons are no lists',
    source:
      'fn f() { x.contains(&libc::SYS_a); x.contains_key(&libc::SYS_b); x.retain(|n| *n == libc::SYS_c); unsafe { libc::syscall(libc::SYS_d, 1) }; assert_eq!(l[0], (libc::SYS_e, vec![])); let n: i64 = libc::SYS_f; match n { libc::SYS_g => {} _ => {} } }',
    entries: [],
  },
  {
    what: 'a macro that is being defined',
    source: 'fn f() {}\nmacro_rules! l { () => { vec![(libc::SYS_a, vec![])] } }',
    entries: [],
  },
  {
    what: 'statements that fill one variable, and those that fill another',
    source:
      'fn f() { r.insert(libc::SYS_a, vec![]); q.push((libc::SYS_b, vec![])); r.push((libc::SYS_c, one()?))?; allow(&mut r, libc::SYS_d); } fn one() -> R<Vec<SeccompRule>> { Ok(or![and![Cond::new(1, Dword, Eq, 1)?]]) }',
    entries: ['a', 'c if 1 dword eq 1=1 <one', 'd', 'b'],
  },
  {
    what: 'builders that are no rules, and one whose constraint is not one',
    source:
      '(libc::SYS_a, vec![]), Rule::new(libc::SYS_b), Rule::new(libc::SYS_c).matching(Eq, 1, 7), Rule::new(libc::SYS_d).named("d")',
    entries: ['a', 'b', 'c if 1 ? eq 7=7', 'd if?'],
    problems: [/rules of this entry are not understood: Rule::new\(libc::SYS_d\)/],
  },
  {
    what: 'names that loops and functions hand on',
    source:
      "fn f() { for nr in [libc::SYS_a, libc::SYS_b] { r.insert(nr, vec![]); } let c = vec![libc::SYS_c]; } fn g() -> &'static [libc::c_long] { &[libc::SYS_d] }",
    entries: ['a', 'b', 'c', 'd'],
  },
  {
    what: 'calls that refuse, ask, try or hand on are no entries',
    source:
      'fn f() { deny_syscall!(ctx, libc::SYS_a); if is_allowed(libc::SYS_b) {} rules.remove(libc::SYS_c); reg(vec![libc::SYS_d]); x.entry(libc::SYS_e).or_default(); [libc::SYS_f].contains(&n); syscall(libc::SYS_g); }',
    entries: [],
    problems: [/SYS_a/, /is_allowed\(libc::SYS_b\)/, /\[libc::SYS_d\]/, /SYS_e/],
  },
  {
    what: 'what is no entry in a list is told',
    source:
      '(libc::SYS_a, vec![]), other!(), (libc::SYS_b, (x, vec![])), (libc::SYS_c vec![]), ..rest',
    entries: ['a', 'b if?'],
    problems: [/other!\(\)/, /rules of this entry.*\(x, vec!\[\]\)/, /SYS_c vec/, /\.\.rest/],
  },
  {
    what: 'a missing comma',
    source: '(libc::SYS_a, vec![])\n(libc::SYS_b, vec![]), (libc::SYS_c, vec![])',
    entries: ['c'],
    problems: [/comma is missing/],
  },
  {
    what: 'a condition that is not one',
    source: '(libc::SYS_a, or![and![Cond::new(0, Dword, Eq, 1)?], anything(1)?, 5])',
    entries: ['a if 0 dword eq 1=1'],
    problems: [/rule is not understood: anything/, /rule is not understood: 5/],
  },
  {
    what: 'rules of which none is in the file',
    source: '(libc::SYS_a, or![elsewhere()?])',
    entries: ['a if?'],
    problems: [/rule is not understood: elsewhere/],
  },
];

for (const { what, source, entries, problems = [] } of CASES) {
  test(what, async () => {
    const whole = /^(?:fn|const|use|cfg_if)\b/.test(source);
    const policy = await read(whole ? source : `fn list() {\n vec![${source}]\n}\n`);
    assert.deepEqual(
      policy.lists.flatMap((list) => list.entries.map(entryWords)),
      entries,
    );
    const messages = policy.problems.map(({ message }) => message);
    assert.equal(messages.length, problems.length, messages.join('\n'));
    for (const [at, pattern] of problems.entries()) assert.match(messages[at] ?? '', pattern);
  });
}

const LIST = 'fn l() { vec![(libc::SYS_a, vec![])] }\n';

const FILTERS: readonly [actions: string, polarity: string, mismatch: string | null][] = [
  ['SeccompAction::Trap, SeccompAction::Allow', 'allow', 'trap'],
  ['SeccompAction::KillProcess, Allow', 'allow', 'kill-process'],
  ['SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow', 'allow', 'errno'],
  ['SeccompAction::Allow, SeccompAction::Errno(1)', 'deny', 'allow'],
  ['SeccompAction::Allow, SeccompAction::KillThread', 'deny', 'allow'],
  ['SeccompAction::Allow, action', 'deny', 'allow'],
  ['action.clone(), SeccompAction::Allow', 'allow', null],
  ['action, SeccompAction::Trap', 'deny', null],
  ['action, SeccompAction::Errno(1)', 'deny', null],
  ['action, SeccompAction::Log', 'unknown', null],
  ['SeccompAction::Allow, SeccompAction::Allow', 'unknown', 'allow'],
  ['one(), two()', 'unknown', null],
  ['chosen, SeccompAction::Allow', 'allow', 'log'],
];

for (const [actions, polarity, mismatch] of FILTERS) {
  test(`the filter (${actions}) makes its list: ${polarity}`, async () => {
    const filter = `fn f(action: A) { let chosen = SeccompAction::Log; SeccompFilter::new(l().collect(), ${actions}, arch) }`;
    const { lists, filters } = await read(LIST + filter);
    assert.equal(filters[0]?.mismatch, mismatch);
    assert.equal(lists[0]?.polarity, polarity);
  });
}

test('an error of syntax is told, and not that what follows of it is not read', async () => {
  const entries = ['read', 'write', 'mmap'].map((name) => `        (libc::SYS_${name}, vec![]),\n`);
  const source = (first: string) =>
    `fn list() -> Vec<(i64, Vec<SeccompRule>)> {\n    vec![\n${first}${entries.join('')}    ]\n}\n`;
  const { problems } = await read(source('        (libc::SYS_brk, vec![)),\n'));
  assert.ok(problems.length > 0);
  for (const { message } of problems) assert.match(message, /^Line \d+ is not Rust/);
  assert.deepEqual((await read(source(''))).problems, []);
});

test('what a filter answers is the name of no thread', async () => {
  const policy = await read(`
fn a_rules() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_read, vec![])] }
fn b_rules() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_write, vec![])] }
fn filter(role: Role, action: SeccompAction) -> BpfProgram {
    let rules = match role { Role::Disk => a_rules(), Role::Net => b_rules() };
    match action { SeccompAction::Log => a_rules(), _ => b_rules() };
    SeccompFilter::new(rules, action, SeccompAction::Allow, arch()).unwrap()
}
`);
  assert.deepEqual(
    policy.lists.map(({ name, serves }) => [name, serves]),
    [
      ['a_rules', ['Disk']],
      ['b_rules', ['Net']],
    ],
  );
});

test('numbers that are put into a map are calls where a filter is made of that', async () => {
  const { lists, problems } = await read(`const READ: i64 = 0;
fn filter() -> R {
    let mut rules = BTreeMap::new();
    rules.insert(41, vec![]);
    rules.insert(READ as i64, vec![SeccompRule::new(vec![Cond::new(1, Dword, Eq, 5)?])?]);
    let mut others = BTreeMap::new();
    others.insert(42, vec![]);
    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, ARCH)
}
`);
  assert.deepEqual(
    lists.map((list) => [list.name, list.polarity, list.entries.map(entryWords)]),
    [['filter', 'allow', ['#41 socket', '#0 read if 1 dword eq 5=5']]],
  );
  assert.deepEqual(problems, []);
});

test('a thread whose pattern takes its parts has a name too', async () => {
  const { lists } = await read(`
fn disk() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_read, vec![])] }
fn net() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_write, vec![])] }
fn rules(role: Role) -> R { match role { Role::Disk { id } => disk(), Role::Net(id) => net() } }
`);
  assert.deepEqual(
    lists.map(({ serves }) => serves),
    [['Disk'], ['Net']],
  );
});

test('a variable that is set anew is another list, of another filter', async () => {
  const { lists, problems } = await read(
    `fn apply() -> R {
      let mut rules = BTreeMap::new();
      for call in CALLS { rules.insert(*call, vec![]); }
      rules.insert(libc::SYS_clone, vec![]);
      let filter = SeccompFilter::new(rules, SeccompAction::Errno(1), SeccompAction::Allow, ARCH)?;
      let mut rules = BTreeMap::new();
      rules.insert(libc::SYS_clone3, vec![]);
      let rules = rules.into_iter().collect();
      SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(38), ARCH)
    }
    const CALLS: &[i64] = &[libc::SYS_read];`,
  );
  const told = lists.map(({ entries, polarity }) => [polarity, ...entries.map(entryWords)]);
  assert.deepEqual(told, [
    ['allow', 'clone'],
    ['deny', 'clone3'],
    ['allow', 'read'],
  ]);
  assert.deepEqual(problems, []);
});

test('a field that one method fills is what another builds its filter from', async () => {
  const { lists } = await read(
    `impl Filter {
      fn deny_network(&mut self) { self.rules.insert(libc::SYS_socket, Vec::new()); }
      fn other(&mut self) { let rules = vec![(libc::SYS_read, vec![])]; }
      fn apply(self) { SeccompFilter::new(self.rules, SeccompAction::Allow, SeccompAction::Errno(1), A) }
    }`,
  );
  assert.deepEqual(
    lists.map(({ polarity }) => polarity),
    ['deny', 'unknown'],
  );
});

test('a list that is given back together with another takes that in, and none that it is chosen before', async () => {
  for (const [together, taken] of [
    ['[base(), vec![(libc::SYS_pread64, vec![])]].concat()', ['base']],
    ['base().into_iter().chain([(libc::SYS_pread64, vec![])]).collect()', ['base']],
    ['if big { vec![(libc::SYS_pread64, vec![])] } else { base() }', []],
    ['match role { Role::A => base(), _ => vec![(libc::SYS_pread64, vec![])] }', []],
  ] as const) {
    const { lists } = await read(
      `fn base() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_read, vec![])] }
      fn disk() -> Vec<(i64, Vec<SeccompRule>)> { ${together} }`,
    );
    const disk = lists.find(({ name }) => name === 'disk');
    const names = disk?.includes.map(({ name }) => name);
    assert.deepEqual(names, taken, together);
  }
});

test('calls that are the keys of a macro’s pairs are told as not read, those of arms are none', async () => {
  const { lists, problems } = await read(
    `fn f() { let map = maplit::btreemap! { libc::SYS_brk => vec![], libc::SYS_mmap => vec![] }; }
    fn g(nr: i64) -> &'static str { match nr { libc::SYS_brk => "brk", libc::SYS_mmap => "mmap", _ => "" } }`,
  );
  assert.deepEqual(lists, []);
  assert.deepEqual(
    problems.map(({ line, message }) => [line, message.slice(0, 60)]),
    [[1, 'Calls are listed here in a form that is not read: btreemap! ']],
  );
});
