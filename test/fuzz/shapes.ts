import { LISTS, pick, type Choice } from '../lib/typing';

/**
 * Pieces of sources, each of a shape that a reader of what is typed takes another way: of no part in a
 * policy, or read by itself. `_N` is a number, so that some of them say each other's names.
 */
const QUIET: readonly string[] = [
  // Of no part, alone and in a circle, with what may stand at a function's border.
  'fn step_N(state: &mut State) -> usize {\n    let sum = 1; // one\n    count_N(sum)\n}\n\n' +
    'fn count_N(sum: usize) -> usize {\n    sum + 1\n}\n',
  'impl State_N {\n    #[inline]\n    pub fn size<T>(&self, all: [u8; 4]) -> usize\n    where\n        T: Copy,\n' +
    '    {\n        *all.first() + helper(&[1, 2], "vcpu")\n    }\n    fn next(&self) {}\n}\n',
  '/// use it\nfn noted_N() {\n    // two\n    let x = "own_1"; }fn tight_N() { step_1() }\n',
];

/** Read by itself. */
const OWN: readonly string[] = [
  // Brackets, a map, a context, one for another function to take.
  LISTS.filter,
  '#[cfg(target_arch = "x86_64")]\nfn map_N() -> SeccompFilter {\n    let mut rules = BTreeMap::new();\n' +
    '    rules.insert(libc::SYS_read, vec![]);\n    rules.insert(libc::SYS_futex, vec![]);\n' +
    '    SeccompFilter::new(rules, ACTION, SeccompAction::Trap, ARCH).unwrap()\n}\n',
  LISTS.context,
  LISTS.names,
];

/** Where one function leads to another, so that what is typed in one is heard in others. */
const LINKED: readonly string[] = [
  // Lists handed on: by call, by argument, by arms.
  'fn base_N() -> Vec<(i64, Vec<SeccompRule>)> {\n    vec![(libc::SYS_exit, vec![]), (libc::SYS_futex, vec![])]\n}\n\n' +
    'fn more_N() -> SeccompFilter {\n    let mut rules = base_N();\n    rules.push((libc::SYS_read, vec![]));\n' +
    '    make_N(rules)\n}\n\nfn make_N(rules: Rules) -> SeccompFilter {\n    SeccompFilter::new(rules, ' +
    'SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
  'fn allow_N(rules: &mut Rules, nr: i64) {\n    rules.insert(nr, vec![]);\n}\n\nfn helped_N() -> SeccompFilter {\n' +
    '    let mut rules = BTreeMap::new();\n    allow_N(&mut rules, libc::SYS_read);\n' +
    '    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
  'fn all_N() -> Filters {\n    filters.insert("vcpu", own_1()?);\n    match kind {\n        Kind::Api => own_2(),\n' +
    '        _ => map_1(),\n    }\n}\n',
  // Rules, an action and a request that functions give, and constants.
  'fn rule_N(value: u64) -> SeccompRule {\n    SeccompRule::new(vec![SeccompCondition::new(1, SeccompCmpArgLen::Dword, ' +
    'SeccompCmpOp::Eq, value)?])?\n}\n\nfn ruled_N() -> SeccompFilter {\n    SeccompFilter::new(vec![\n' +
    '        (libc::SYS_ioctl, vec![rule_N(TCGETS)]),\n        (libc::SYS_read, vec![]),\n    ]' +
    '.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
  'fn action_N() -> SeccompAction {\n    SeccompAction::Log\n}\n\nfn acted_N() -> SeccompFilter {\n' +
    '    let mut rules = BTreeMap::new();\n    rules.insert(libc::SYS_read, vec![]);\n    rules.insert(libc::SYS_ioctl, ' +
    'vec![SeccompRule::new(vec![\n        SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, ' +
    'request_N())?,\n    ])?]);\n    SeccompFilter::new(rules, action_N(), SeccompAction::Allow, ARCH)\n}\n\n' +
    'fn request_N() -> u64 {\n    0x5401\n}\n',
  'const CALLS_N: &[i64] = &[libc::SYS_read, libc::SYS_write];\n\nfn looped_N() -> SeccompFilter {\n' +
    '    let mut rules = BTreeMap::new();\n    for nr in CALLS_N {\n        rules.insert(*nr, vec![]);\n    }\n' +
    '    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
  'const ACTION: SeccompAction = SeccompAction::Log;\nconst TCGETS: u64 = 0x5401;\n',
  // Methods that share a field, the same name twice, what is told of.
  'struct Table_N { rules: Rules }\n\nimpl Table_N {\n    fn any(&mut self, nr: i64) {\n        self.rules.insert(nr, vec![]);\n' +
    '    }\n    fn fill(&mut self) {\n        self.any(libc::SYS_read);\n        self.rules.insert(libc::SYS_write, vec![]);\n' +
    '    }\n    fn build(self) -> SeccompFilter {\n        SeccompFilter::new(self.rules, SeccompAction::Trap, ' +
    'SeccompAction::Allow, ARCH)\n    }\n}\n',
  '#[cfg(target_arch = "x86_64")]\nfn twice() -> Vec<i64> {\n    vec![libc::SYS_read]\n}\n' +
    '#[cfg(not(target_arch = "x86_64"))]\nfn twice() -> Vec<i64> {\n    vec![libc::SYS_write]\n}\n',
  'fn told_N() -> SeccompFilter {\n    SeccompFilter::new(vec![\n        (libc::SYS_read, vec![])\n        (libc::SYS_dup, vec![]),\n' +
    '        (libc::SYS_exit, vec![]),\n        (libc::SYS_exit, x!()),\n    ]' +
    '.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
  'fn unknown_N() -> SeccompFilter {\n    SeccompFilter::new(unseen(), SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
];

/** What tells of others how they are read, by other than a function's name. */
const TELLING: readonly string[] = [
  // How the first entry of a list is written hangs on the rest.
  'fn bare_N() -> Result<()> {\n    let mut ctx = libseccomp::ScmpFilterContext::new(ScmpAction::Trap)?;\n' +
    '    ctx.load()\n}\n',
  'fn empty_N() -> SeccompFilter {\n    SeccompFilter::new(vec![].into_iter().collect(), SeccompAction::Trap, ' +
    'SeccompAction::Allow, ARCH)\n}\n',
  'static LAZY_N: Lazy<SeccompFilter> = Lazy::new(|| own_1());\n',
  'fn within_N() {\n    use libc::SYS_dup;\n    const TCGETS: u64 = 0x5402;\n    fn inner(n: u64) -> u64 { n }\n' +
    '    inner(TCGETS);\n}\n',
  'impl RuleSet for Type_N {\n    fn simple_rules(&self) -> Vec<Sysno> {\n        vec![Sysno::read, Sysno::mmap]\n    }\n}\n',
  'mod inner_N {\n    use super::*;\n    pub const TCGETS: u64 = 0x5403;\n    pub fn listed() -> Vec<i64> {\n' +
    '        vec![libc::SYS_read]\n    }\n    fn own_1() {}\n}\n',
  'macro_rules! entry_N {\n    ($nr:expr) => {\n        rules.insert($nr, vec![])\n    };\n}\n\nfn made_N() -> SeccompFilter {\n' +
    '    let mut rules = BTreeMap::new();\n    entry_N!(libc::SYS_read);\n' +
    '    SeccompFilter::new(rules, SeccompAction::Trap, SeccompAction::Allow, ARCH)\n}\n',
  'use libc::SYS_read as READ;\nuse crate::b::{names_1, own_1 as other};\n',
  'fn hosted_N(sandbox: &mut Sandbox) {\n    sandbox.register("Echo", f)?;\n}\n',
  'fn host_N(sandbox: &mut UninitializedSandbox) {\n    sandbox.register("Echo", f)?;\n}\n',
];

/** A source of some pieces. */
export function composed(choice: Choice): string {
  const others = Array.from({ length: choice.below(3) }, () => pick(LINKED, choice));
  const telling = choice.below(3) === 0 ? [pick(TELLING, choice)] : [];
  const pieces = [pick(QUIET, choice), ...others, ...telling, pick(OWN, choice)];
  return pieces.map((one) => numbered(one, 1 + (choice.below(8) >> 2))).join('\n');
}

/** @param number what its names end in */
export function piece(choice: Choice, number: number): string {
  return numbered(pick(pick([QUIET, OWN, LINKED, LINKED, TELLING], choice), choice), number);
}

function numbered(shape: string, number: number): string {
  return shape.replaceAll('_N', `_${number}`);
}

/** What another file holds: a function, a list and a constant by names that pieces say. */
export function aside(number: number): string {
  return (
    `pub fn own_${number}() -> Vec<i64> {\n    vec![libc::SYS_dup]\n}\npub const CALLS_${number}: &[i64] = ` +
    `&[libc::SYS_dup];\npub fn step_${number}() {}\n`
  );
}
