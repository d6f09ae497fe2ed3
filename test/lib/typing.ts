/** What chooses among edits: chance, or the bytes of a fuzzer's input. */
export interface Choice {
  /** A whole number in [0, below). */
  below(below: number): number;
}

/** Functions with lists of their own, each written another way; `N` is a number. */
export const LISTS = {
  filter:
    'pub fn own_N() -> Result<SeccompFilter> {\n    SeccompFilter::new(\n        vec![\n' +
    '            (libc::SYS_read, vec![]), // why\n            (libc::SYS_ioctl, vec![SeccompRule::new(vec![\n' +
    '                SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, TCGETS)?,\n' +
    '            ])?]),\n        ]\n        .into_iter()\n        .collect(),\n        SeccompAction::Trap,\n' +
    '        SeccompAction::Allow,\n        ARCH,\n    )\n}\n',
  context:
    'fn context_N() -> Result<()> {\n    let mut ctx = ScmpFilterContext::new(ScmpAction::KillProcess)?;\n' +
    '    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("read")?)?;\n    ctx.load()\n}\n',
  names: 'fn names_N() -> Vec<i64> {\n    vec![libc::SYS_read, libc::SYS_write]\n}\n',
} as const;

/** Code among which a policy stands: of no part in it, of some, lists of their own, and such as only looks like one. */
const AROUND = [
  'fn quiet(state: &mut State) -> usize {\n    // one\n    let mut sum = 1;\n    sum += 2;\n    sum\n}\n',
  'impl State {\n    pub fn step(&self, input: &[u8]) -> u8 {\n        match self.mode {\n' +
    '            Mode::Idle => input[0],\n            Mode::Busy => helper(&[1, 2], "vcpu"),\n' +
    '        }\n    }\n}\n',
  'mod more {\n    fn helper(all: &[i64], name: &str) -> u8 {\n        let f = |x| x + 1;\n' +
    '        for nr in all {\n            f(nr);\n        }\n        0\n    }\n}\n',
  '#[cfg(test)]\nfn made() {\n    let a = [1, 2];\n    step(a);\n    "{ \\" }";\n}\n',
  LISTS.filter,
  '#[cfg(target_arch = "x86_64")]\nfn map_N() -> SeccompFilter {\n    let mut rules = BTreeMap::new();\n' +
    '    rules.insert(libc::SYS_read, vec![]);\n    rules.insert(libc::SYS_futex, vec![]);\n' +
    '    SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Trap, ARCH).unwrap()\n}\n',
  LISTS.context,
  LISTS.names,
  'const CALLS_N: &[i64] = &[libc::SYS_read, libc::SYS_write];\n',
] as const;

/** What is typed in code; each of the words means something to some reader. */
const TYPED = [
  ...['x', '1', ' ', '\n', '// {', '/* ', '*/', '"', "'", '(', ')', '{', '}', 'r#"', ';', '😀'],
  ...['quiet();', 'helper(x, 1);', 'vec![(libc::SYS_read, vec![])];', 'SYS_read', '\n\n\n'],
  ...['use libc::SYS_read as READ;', 'use a::b;', 'fn inner() { quiet() }', 'const A: u8 = 1;'],
  ...['macro_rules! m { () => {} }', 'rules.insert(libc::SYS_mmap, vec![]);', 'self.rules'],
  ...['SeccompFilter::new(quiet(), A, B, C);', 'rules.insert(41, vec![]);', 'SeccompAction::Log'],
  ...['sandbox.register("F", f)?; // hyperlight', 'let f = |nr| rules.push((nr, vec![]));'],
  ...['Mode::Api => allow(),', 'for nr in CALLS { rules.insert(nr, vec![]); }', 'own_1()?;'],
  ...['ctx.add_rule(ScmpAction::Allow, nr)?;', '(libc::SYS_dup, vec![]),\n', ', libc::SYS_exit'],
  ...['CALLS_3.to_vec()', 'rules.extend(names_2());', '("vcpu", own_2())', 'let rules = rules;'],
  ...['[', ']', '/', '*', '"x"', 'r"', '#', '#[cfg(test)]\n', '!', '?', ',', '\\', "b'", '\r\n'],
] as const;

/** A source with other code before, between its functions and behind. */
export function among(source: string, choice: Choice): string {
  let count = 0;
  const other = (): string => pick(AROUND, choice).replaceAll('_N', () => `_${(count += 1)}`);
  const blocks = source.split(/(?<=^\}\n)/m);
  return blocks.map((block) => other() + block).join('') + other() + other();
}

/** A text after one edit, or letter by letter: its versions, one after another. */
export function edited(text: string, choice: Choice): string[] {
  const kind = choice.below(12);
  if (kind === 0) {
    const at = choice.below(text.length + 1);
    return [text.slice(0, at) + text.slice(at + 1 + choice.below(20))];
  }
  if (kind === 1) {
    const at = choice.below(text.length + 1);
    return [text.slice(0, at) + pick(TYPED, choice) + text.slice(at + 1)];
  }
  // Mostly where nothing is, at the end of a statement, of an entry or of a comment.
  const ends = [...text.matchAll(/[;}\]),]\n|\/\/.*\n|vec!\[|one|sum|input/g)].map(
    ({ index }) => index + 1,
  );
  const there = ends.length === 0 ? choice.below(text.length + 1) : pick(ends, choice);
  const [line, next] = [text.lastIndexOf('\n', there - 1) + 1, text.indexOf('\n', there) + 1];
  const [before, own, after] = [text.slice(0, line), text.slice(line, next), text.slice(next)];
  if (kind === 2) return [`${before}//${text.slice(line)}`];
  if (kind === 3) return [before + after];
  if (kind === 4) return [before + own + own + after];
  if (kind === 5) return [before + own.replace(/^(\s*)\/\/ ?/, '$1') + after];
  if (kind === 6) {
    const count = 1 + choice.below(4);
    return Array.from({ length: count }, (_, nth) => {
      return text.slice(0, Math.max(0, there - nth - 1)) + text.slice(there);
    });
  }
  const typed = kind === 7 ? `${someWord(text, choice)}();` : pick(TYPED, choice);
  const by = choice.below(2) === 0 ? typed.length : 1 + choice.below(4);
  const lengths = Array.from({ length: Math.ceil(typed.length / by) }, (_, nth) => (nth + 1) * by);
  return lengths.map((length) => text.slice(0, there) + typed.slice(0, length) + text.slice(there));
}

/** What a name in a source or around it is, so that a function gets a part in the policy by it. */
function someWord(text: string, choice: Choice): string {
  const words = text.match(/\b[a-z_]{3,}\b/gi) ?? [];
  return words.length === 0 ? 'x' : pick(words, choice);
}

export function pick<T>(of: readonly T[], choice: Choice): T {
  return of[choice.below(of.length)] as T;
}
