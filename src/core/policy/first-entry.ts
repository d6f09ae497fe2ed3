import type { Call } from './calls';
import { oneLineOf, isWord } from './syntax';
import type { FilterDraft } from './filters';
import type { Blank } from './found';
import type { ConstItem } from './items';
import type { FirstEntry } from './allowlist';
import type { Reader } from './reader';

const LIBC = ['libc::SYS_', ''] as const;
const NAME: FirstEntry = { head: '', key: LIBC, free: null, tail: '' };
const PAIR: FirstEntry = { head: '(', key: LIBC, free: 'vec![]', tail: ')' };

/** Types of a call's number, the last words of `i64` and `libc::c_long`. */
const NUMBERS: ReadonlySet<string> = new Set(['i64', 'c_long', 'i32', 'u32', 'u64', 'usize']);

/** How an entry is written into empty brackets; null where nothing tells. */
export function firstInBracket(
  { bracket, scope, loop }: Blank,
  { list }: FilterDraft,
  constants: readonly ConstItem[],
): FirstEntry | null {
  const { fn, owner } = scope;
  const isNamed = loop?.named === true;
  if (fn === null && owner) {
    const item = constants.find(
      ({ valueSpan: { start, end } }) => start <= bracket.start && bracket.start < end,
    );
    return item ? firstOfType(item.type, isNamed) : null;
  }
  if (isNamed) return named(NAME);
  if (fn?.returnsCalls === true && fn.returns === 'other') return NAME;
  const isMapped = list.tokens.some((token) => isWord(token, 'map'));
  return isMapped || loop ? NAME : PAIR;
}

/** By the type of a constant: `&[i64]`, `[&str; 0]`, `&[(i64, &[u64])]`. */
function firstOfType(type: string, isNamed: boolean): FirstEntry | null {
  const inside = type.slice(type.indexOf('[') + 1, type.lastIndexOf(']'));
  const length = inside.lastIndexOf(';');
  const element = (length > inside.lastIndexOf(')') ? inside.slice(0, length) : inside).trim();
  if (!element.startsWith('(')) {
    if (isNumber(element)) return NAME;
    return isNamed && isText(element) ? named(NAME) : null;
  }
  const comma = element.indexOf(',');
  const [key, second] = [element.slice(1, comma).trim(), element.slice(comma + 1, -1).trim()];
  const isByName = isNamed && isText(key);
  if (!second.startsWith('&') || !second.includes('[')) return null;
  const row = { ...PAIR, free: '&[]' };
  if (isByName) return named(row);
  return isNumber(key) ? row : null;
}

function isNumber(type: string): boolean {
  return NUMBERS.has(type.split('::').at(-1) ?? '');
}

function isText(type: string): boolean {
  return type.startsWith('&') && type.endsWith('str');
}

function named(first: FirstEntry): FirstEntry {
  return { ...first, key: ['"', '"'] };
}

/** How an entry is put into an empty map or list, by what makes that; null where it is neither. */
export function firstInMap(name: string, { path, name: method }: Call): FirstEntry | null {
  const type = path.at(-2) ?? '';
  if (!['new', 'default', 'with_capacity'].includes(method)) return null;
  if (type === 'Vec') return { ...PAIR, head: `${name}.push((`, tail: '))' };
  if (type !== 'BTreeMap' && type !== 'HashMap') return null;
  return { ...PAIR, head: `${name}.insert(`, tail: ')' };
}

/**
 * How a rule is added to a filter of libseccomp or syscallz that has none; null for any other's.
 * @param tail what stands behind the call that makes it: `?`, `.unwrap()`
 */
export function firstInContext(
  name: string,
  { filter }: FilterDraft,
  tail: string,
  { text }: Reader,
): FirstEntry | null {
  const call = /^((?:\w+::)*)(\w+)::(\w+)/.exec(oneLineOf(text, filter.span));
  if (!call || !/^(?:\?|(?:\.(?:unwrap|expect|map_err|context)\([^()]*\)\??)+)$/.test(tail))
    return null;
  const [, crate = '', type = '', method = ''] = call;
  const from = (name: string): string => (isUsed(text, name) ? name : crate + name);
  const rest = { free: null, tail: `)${tail}` };
  if (method === 'init_with_action') {
    return { head: `${name}.allow_syscall(`, key: [`${from('Syscall')}::`, ''], ...rest };
  }
  if (type !== 'ScmpFilterContext') return null;
  return {
    head: `${name}.add_rule(${from('ScmpAction')}::Allow, `,
    key: [`${from('ScmpSyscall')}::from_name("`, `")${tail}`],
    ...rest,
  };
}

/** Whether a `use` of the text names a type: a comment's word is followed by other than a path. */
function isUsed(text: string, type: string): boolean {
  const name = new RegExp(`\\b${type}\\b|\\*`);
  for (const [use] of text.matchAll(/\buse\s[\w\s:,{}*]*/g)) if (name.test(use)) return true;
  return false;
}
