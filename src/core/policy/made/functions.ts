import { functionAt } from '../declarations';
import { behindGenerics } from '../generics';
import { paramsOf } from '../signature';
import { pathAt } from '../calls';
import { isGroup, isMark, isWord } from '../syntax';
import type { Group, Token } from '../tokens';

/** A function or method of a file, as its signature shows it. */
export interface OwnFunction {
  readonly name: string;
  /** The type whose method it is. */
  readonly type: string | null;
  readonly modules: readonly string[];
  /** Without `self`, in order. */
  readonly params: readonly string[];
  /** Those that are arrays of a length: no call can give more. */
  readonly closed: ReadonlySet<string>;
  /** All between its name, generics included, and its body. */
  readonly signature: readonly Token[];
  readonly body: readonly Token[];
}

/** What can hold functions nests no deeper. */
const MAX_DEPTH = 32;

/** Every function outside of others, whose bodies are not looked into. */
export function ownFunctions(root: Group, modules: readonly string[]): OwnFunction[] {
  const found: OwnFunction[] = [];
  const tasks = [{ tokens: root.inner, type: null as string | null, modules, depth: 0 }];
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    const { tokens, depth } = task;
    let { type } = task;
    let within = task.modules;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (isWord(token, 'impl')) type = typeOf(tokens, at);
      else if (isWord(token, 'mod') && tokens[at + 1]?.kind === 'word') {
        const name = tokens[at + 1];
        within = name?.kind === 'word' ? [...task.modules, name.text] : within;
      } else if (isWord(token, 'fn')) {
        const fn = functionAt(tokens, at);
        if (!fn) continue;
        found.push({
          name: fn.name.text,
          type: task.type,
          modules: task.modules,
          params: [...paramsOf(fn.signature).params],
          closed: closedIn(fn.signature),
          signature: fn.signature,
          body: fn.body.inner,
        });
        at = fn.next - 1;
      } else if (isGroup(token, '{') && depth < MAX_DEPTH) {
        tasks.push({ tokens: token.inner, type, modules: within, depth: depth + 1 });
        [type, within] = [task.type, task.modules];
      }
    }
  }
  return found;
}

/** Parameters such as `requests: [u64; 2]`. */
function closedIn(signature: readonly Token[]): ReadonlySet<string> {
  const list = signature.find((token) => isGroup(token, '('));
  const inner = isGroup(list) ? list.inner : [];
  let name = '';
  const closed = new Set<string>();
  for (let at = 0; at < inner.length; at += 1) {
    const token = inner[at];
    if (token?.kind === 'word' && isMark(inner[at + 1], ':')) name = token.text;
    if (!isGroup(token, '[')) continue;
    const length = token.inner[token.inner.findIndex((one) => isMark(one, ';')) + 1];
    if (length?.kind === 'number' && token.inner.length > 2) closed.add(name);
  }
  return closed;
}

/** `Policy` of `impl Policy {`, `impl<T> From<T> for Policy {`. */
function typeOf(tokens: readonly Token[], index: number): string | null {
  let at = behindGenerics(tokens, index + 1);
  let name: string | null = null;
  for (let count = 0; count < 4; count += 1) {
    const path = pathAt(tokens, at);
    if (!path) return name;
    name = path.words.at(-1) ?? null;
    at = behindGenerics(tokens, path.next);
    if (!isWord(tokens[at], 'for')) return name;
    at += 1;
  }
  return name;
}
