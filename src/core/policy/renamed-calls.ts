import { callNameOf } from './call-name';
import { constantAt, semicolonFrom } from './declarations';
import { isPlainTail, pathAt } from './calls';
import { isWord } from './syntax';
import type { Token } from './tokens';
import { readUse } from './uses';

/** What a name that a `use` or a constant gives to a call stands for: `SYS_read` for `READ`. */
export type Names = ReadonlyMap<string, string>;

/** `const READ: libc::c_long = libc::SYS_read as libc::c_long;` in tokens, and to spare. */
const LONGEST_CONSTANT = 24;

/** The calls that tokens name anew, braces inside of them not counted. */
export function namesIn(tokens: readonly Token[]): Names {
  const found = new Map<string, string>();
  for (const { target, name } of usesIn(tokens)) {
    if (isRenamed(target, name)) found.set(name, target);
  }
  for (const [at, token] of tokens.entries()) {
    if (!isWord(token, 'const')) continue;
    const constant = constantAt(tokens.slice(at, at + LONGEST_CONSTANT), 0);
    const path = constant && pathAt(constant.value, 0);
    if (!path || callNameOf(path.words) === null) continue;
    if (!isPlainTail(constant.value, path.next)) continue;
    const target = path.words.at(-1) ?? '';
    if (isRenamed(target, constant.name.text)) found.set(constant.name.text, target);
  }
  return found;
}

/** Whether a call is named by a word that says of itself no call. */
export function isRenamed(target: string, name: string): boolean {
  return callNameOf([target]) !== null && callNameOf([name]) === null && name !== '_';
}

/** What the `use`s among tokens bring in. */
export function* usesIn(tokens: readonly Token[]): Iterable<ReturnType<typeof readUse>[number]> {
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token || !isWord(token, 'use')) continue;
    const end = semicolonFrom(tokens, at + 1);
    const scope = { modules: [], owner: null, start: token.start, end: token.end };
    yield* readUse(tokens.slice(at + 1, end), scope);
    at = end;
  }
}
