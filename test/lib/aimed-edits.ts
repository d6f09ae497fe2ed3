import { pick, type Choice } from './typing';

/** What a name of the source can be in a statement, so that it leads there, hides it or looks like it. */
const STATEMENTS = [
  ...['NAME();', 'NAME(&mut rules, libc::SYS_dup);', 'rules.extend(NAME());', 'let NAME = 1;'],
  ...['for nr in NAME { rules.insert(nr, vec![]); }', 'let x = "NAME";', '// NAME', '/* NAME */'],
  ...['NAME!();', 'use self::NAME;', 'use libc::SYS_dup as NAME;', 'fn NAME() {}', 'self.NAME();'],
  ...['const NAME: u64 = 1;', 'Self::NAME();', 'macro_rules! NAME { () => {} }', 'NAME::new();'],
  ...['SeccompFilter::new(NAME(), SeccompAction::Trap, SeccompAction::Allow, ARCH);'],
  ...['rules.insert(libc::SYS_dup, vec![]);', 'rules.remove(&libc::SYS_read);', 'return NAME();'],
  ...['b::NAME();', 'let f = || NAME();', '*x += 1;', 'let v = vec![libc::SYS_dup];', '\n', '\n\n'],
  ...['#[cfg(test)]', '#[cfg(target_arch = "aarch64")]', '// use NAME', 'let NAME = SYS_dup;'],
  ...['let mut rules = BTreeMap::new();', 'impl RuleSet for NAME {}', 'NAME.register("F", f)?;'],
  ...['vec![(libc::SYS_dup, vec![])].into_iter().chain(NAME());', 'static NAME: &[i64] = &[3];'],
  ...['ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("dup")?)?;', '!NAME.contains(&nr);'],
  ...[
    'filters.insert("vcpu", NAME()?);',
    'start("vcpu", NAME());',
    'NAME(rules);',
    '// hyperlight',
  ],
  ...['// use libseccomp::ScmpAction;', 'let y = "use libseccomp::*";', '// SYS_read as READ'],
] as const;

/** The same in a list. */
const ENTRIES = [
  ...['(libc::SYS_dup, vec![]),', 'libc::SYS_dup,', '(NAME, vec![]),', 'NAME(libc::SYS_dup),'],
  ...[
    'NAME,',
    '#[cfg(test)]',
    '// NAME\n',
    '(libc::SYS_read, vec![])',
    ' ',
    '\n',
    '41,',
    '"NAME",',
  ],
  ...['(libc::SYS_ioctl, vec![NAME(TCGETS)]),', '(libc::SYS_dup, NAME()?),', '#[cfg(NAME)]'],
] as const;

/** The same where one function ends and the next begins. */
const ITEMS = [
  ...['fn NAME() {}\n', '#[cfg(test)]\n', '#[cfg(target_arch = "aarch64")]\n', '// NAME\n', '\n'],
  ...['use crate::b::NAME;\n', 'use libc::SYS_dup as NAME;\n', 'const NAME: u64 = 2;\n', ' '],
  ...['pub ', 'unsafe ', 'const NAME: &[i64] = &[libc::SYS_dup];\n', 'mod NAME {}\n', 'NAME!();\n'],
  ...['macro_rules! NAME { () => {} }\n', 'use NAME::*;\n', 'static X: u8 = NAME();\n', '/* */'],
] as const;

/** What leads to a function by a name beside it, and what a function can be led to for. */
const MEETING = {
  names: ['start("vcpu", NAME());', 'filters.insert("vcpu", NAME()?);', 'NAME(&mut rules, 3);'],
  lists: [
    'return vec![(libc::SYS_dup, vec![])];',
    'SeccompFilter::new(vec![(libc::SYS_dup, vec![])], SeccompAction::Trap, SeccompAction::Allow, ARCH);',
    'rules.insert(nr, vec![]);',
    'return 0x5403;',
  ],
} as const;

/** What says nothing, so that what was kept is kept on. */
const PLAIN = [
  ...['\n', '\n\n', 'let a = b + 1;', '// x', 'f(a);', 'let s = "x";', ' ', 'a += 1;', '/* y */'],
] as const;

const NAMES = /\b(?:fn|const|static|let(?: mut)?|mod|struct|impl|for|macro_rules!|as)\s+(\w+)/g;

/** A text or a part of one, and the names of the whole. */
interface Place {
  readonly text: string;
  readonly names: readonly string[];
  readonly choice: Choice;
}

type Edit = (place: Place) => string[];

/** By how often each is chosen. */
const EDITS: readonly Edit[] = [
  ...[plain, plain, plain, plain, statement, statement, statement, statement],
  ...[entry, entry, entry, named, named, retyped, uncalled, line, swapped],
];

/** The same of a whole source, where much is read anew afterwards. */
const OF_ALL: readonly Edit[] = [item, item, block, renamed, named, line, swapped];

/**
 * A text after one edit that hits what a reader of policies goes by, or letter by letter: its versions.
 * Most edits are in one function, and but for what is typed half leave what is Rust mostly Rust.
 */
export function aimed(text: string, choice: Choice): string[] {
  const names = [...new Set(Array.from(text.matchAll(NAMES), ([, name = 'x']) => name)), 'x'];
  const functions = functionsIn(text);
  if (functions.length === 0 || choice.below(8) === 0) {
    return pick(OF_ALL, choice)({ text, names, choice });
  }
  if (choice.below(8) === 0) return met(text, functions, choice);
  const { start, end } = pick(functions, choice);
  const own = pick(EDITS, choice)({ text: text.slice(start, end), names, choice });
  return own.map((typed) => text.slice(0, start) + typed + text.slice(end));
}

/** One function is led to by another, and gets something to be led to for; or the other way round. */
function met(text: string, functions: readonly FunctionAt[], choice: Choice): string[] {
  const [one, other] = [pick(functions, choice), pick(functions, choice)];
  const name = pick(MEETING.names, choice).replace('NAME', () => other.name);
  const list = pick(MEETING.lists, choice);
  const at = ({ start }: FunctionAt): number => start + 1;
  const [named, listed] = [insertedAt(text, at(one), name), insertedAt(text, at(other), list)];
  const both = insertedAt(named, at(other) + (at(other) > at(one) ? name.length : 0), list);
  return [choice.below(2) === 0 ? named : listed, both, pick([named, listed, text], choice)];
}

interface FunctionAt {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** From the brace that opens a function to the one that closes it, those in others too. */
function functionsIn(text: string): FunctionAt[] {
  return [...text.matchAll(/\bfn (\w+)[^{};]*(?:\[u8; 4\][^{};]*)?\{/g)].map(
    ({ 0: head, 1: name = 'x', index }) => {
      const start = index + head.length - 1;
      let [end, depth] = [start + 1, 1];
      for (; end < text.length && depth > 0; end += 1) {
        depth += text[end] === '{' ? 1 : text[end] === '}' ? -1 : 0;
      }
      return { name, start, end };
    },
  );
}

/** One name takes another's place where it stands once. */
function named({ text, names, choice }: Place): string[] {
  const places = [...text.matchAll(/\b[A-Za-z_]\w*\b/g)].filter(([word]) => names.includes(word));
  if (places.length === 0) return [];
  return [replaced(text, pick(places, choice), pick(names, choice))];
}

/** A name in all its places, so that what hung together still does. */
function renamed({ text, names, choice }: Place): string[] {
  const old = pick(names, choice);
  const name = choice.below(2) === 0 ? `${old}s` : pick(names, choice);
  return [text.replaceAll(new RegExp(`\\b${old}\\b`, 'g'), name)];
}

/** Some word, number or call is taken away by letters, and another typed. */
function retyped({ text, names, choice }: Place): string[] {
  const places = [...text.matchAll(/\b\w+\b/g)];
  if (places.length === 0) return [];
  const found = pick(places, choice);
  const word = pick([pick(names, choice), 'SYS_dup', '7', 'self', 'Log', 'Trap', 'SYS_'], choice);
  return [found[0].slice(0, -1), word.slice(0, 1), word].map((typed) =>
    replaced(text, found, typed),
  );
}

/** What stands in some parentheses goes, or they go with it. */
function uncalled({ text, choice }: Place): string[] {
  const places = [...text.matchAll(/\([^()]*\)/g)];
  if (places.length === 0) return [];
  return [replaced(text, pick(places, choice), pick(['()', '', '(x)'], choice))];
}

function replaced(text: string, { 0: old, index }: RegExpExecArray, typed: string): string {
  return text.slice(0, index) + typed + text.slice(index + old.length);
}

function plain(place: Place): string[] {
  return inserted(place, /[{;](?=\n)|\[|,/g, PLAIN);
}

function statement(place: Place): string[] {
  return inserted(place, /[{;}](?!$)/g, STATEMENTS);
}

function entry(place: Place): string[] {
  return inserted(place, /vec!\[|&\[|, vec!\[\]\),?|SYS_\w+,|\],?/g, ENTRIES);
}

function item(place: Place): string[] {
  return inserted(
    place,
    /^(?=(?:pub |#|fn |mod |impl |use |const ))|^ +(?=fn )|^\}|\) (?=\{)/gm,
    ITEMS,
  );
}

/** Something goes behind one of some places, at once or in two goes. */
function inserted(
  { text, names, choice }: Place,
  places: RegExp,
  some: readonly string[],
): string[] {
  const all = [...text.matchAll(places)];
  if (all.length === 0) return [];
  const found = pick(all, choice);
  const at = found.index + found[0].length;
  const typed = pick(some, choice).replaceAll('NAME', () => pick(names, choice));
  const ends = choice.below(12) === 0 ? [choice.below(typed.length), typed.length] : [typed.length];
  return ends.map((end) => insertedAt(text, at, typed.slice(0, end)));
}

function insertedAt(text: string, at: number, typed: string): string {
  return text.slice(0, at) + typed + text.slice(at);
}

/** A statement or an entry of one line goes, comes twice, or becomes a comment or none. */
function line({ text, choice }: Place): string[] {
  const lines = [...text.matchAll(/(?<=\n).*[;,](?: *\/\/.*)?\n|(?<=\n) *\/\/.*\n/g)];
  if (lines.length === 0) return [];
  const found = pick(lines, choice);
  const [own] = found;
  const instead = pick(['', own + own, `//${own}`, own.replace('//', ''), `\n${own}`], choice);
  return [replaced(text, found, instead)];
}

/** Two of them change their places. */
function swapped({ text, choice }: Place): string[] {
  const lines = text.split('\n');
  const ends = lines.flatMap((one, at) => (/[;,]$/.test(one) ? [at] : []));
  if (ends.length === 0) return [];
  const [at, to] = [pick(ends, choice), pick(ends, choice)];
  return [
    lines
      .with(at, lines[to] ?? '')
      .with(to, lines[at] ?? '')
      .join('\n'),
  ];
}

/** An item goes, comes twice, or stands in a module. */
function block({ text, choice }: Place): string[] {
  const blocks = text.split(/(?<=^\}\n)/m);
  const at = choice.below(blocks.length);
  const own = blocks[at] ?? '';
  const instead = pick([[], [own, own], [`mod part {\n${own}}\n`]], choice);
  return [blocks.toSpliced(at, 1, ...instead).join('')];
}
