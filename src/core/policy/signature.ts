import type { Returns } from './items';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';

/** Types that hold a whole list: seccompiler's map, and what older crates call it. */
const MAPS: ReadonlySet<string> = new Set([
  'BTreeMap',
  'HashMap',
  'SyscallRuleSet',
  'SeccompRuleMap',
  'SeccompRules',
]);

/** Types that hold a call's number. */
const NUMBERS: ReadonlySet<string> = new Set([
  'Sysno',
  'Syscall',
  'i64',
  'c_long',
  'u64',
  'u32',
  'i32',
  'usize',
]);

function tokensIn(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => (isGroup(token, '[') ? [...token.inner] : [token]));
}

const TYPE = /^[A-Z]/;

/** The names and types of a function's parameters. */
export function paramsOf(tokens: readonly Token[]): {
  params: Set<string>;
  paramTypes: Set<string>;
} {
  const list = tokens.find((token) => isGroup(token, '('));
  const inner = isGroup(list) ? list.inner : [];
  const params = new Set<string>();
  const paramTypes = new Set<string>();
  for (let at = 0; at < inner.length; at += 1) {
    const token = inner[at];
    if (token?.kind !== 'word') continue;
    if (isMark(inner[at + 1], ':')) params.add(token.text);
    if (TYPE.test(token.text)) paramTypes.add(token.text);
  }
  return { params, paramTypes };
}

/** Reads what stands between a function's name and its body. */
export function signatureOf(tokens: readonly Token[]): {
  returns: Returns;
  returnsResult: boolean;
  returnsCalls: boolean;
  params: ReadonlySet<string>;
  paramTypes: ReadonlySet<string>;
} {
  const where = tokens.findIndex((token) => isWord(token, 'where'));
  const typed = where < 0 ? tokens : tokens.slice(0, where);
  const arrow = typed.findIndex((token) => isMark(token, '->'));
  const result = arrow < 0 ? [] : typed.slice(arrow + 1);
  const words = new Set<string>();
  let tuple = false;
  for (const token of result) {
    if (token.kind === 'word') words.add(token.text);
    else if (isGroup(token)) {
      tuple ||= token.inner.some(
        (part) => part.kind === 'word' && (part.text === 'Vec' || part.text.endsWith('Rule')),
      );
    }
  }
  const rule = [...words].some((word) => word.endsWith('Rule'));
  const map = [...words].some((word) => MAPS.has(word));
  const returns: Returns =
    tuple || map ? 'list' : rule ? (words.has('Vec') ? 'rules' : 'rule') : 'other';
  const returnsCalls = tokensIn(result).some(
    (token) => token.kind === 'word' && NUMBERS.has(token.text),
  );
  const returnsResult = words.has('Result');
  return {
    returns,
    returnsResult,
    returnsCalls,
    ...paramsOf(tokens),
  };
}
