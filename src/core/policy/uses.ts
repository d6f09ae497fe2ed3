import type { Span } from '../text/span';
import type { FnItem, UseItem } from './items';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';

interface UseScope extends Span {
  readonly modules: readonly string[];
  readonly owner: FnItem | null;
}

/** No path is so long; a hostile one would be copied once for each of its words. */
const MAX_PATH = 64;

interface Branch {
  readonly tokens: readonly Token[];
  readonly path: readonly string[];
  readonly flatGroup: Group | null;
}

/** The names that `use …;` brings in, its braces taken apart. `tokens` lie between `use` and `;`. */
export function readUse(tokens: readonly Token[], scope: UseScope): UseItem[] {
  const items: UseItem[] = [];
  const branches: Branch[] = [{ tokens, path: [], flatGroup: null }];
  for (let branch = branches.pop(); branch; branch = branches.pop()) {
    const path = [...branch.path];
    let alias: string | null = null;
    for (let at = 0; at < branch.tokens.length; at += 1) {
      const token = branch.tokens[at];
      if (isGroup(token, '{')) {
        if (path.length > MAX_PATH) break;
        const parts = split(token);
        const flatGroup = parts.every(isName) ? token : null;
        for (const part of parts) branches.push({ tokens: part, path: [...path], flatGroup });
        path.length = 0;
        break;
      }
      if (isWord(token, 'as')) {
        const name = branch.tokens[at + 1];
        alias = name?.kind === 'word' ? name.text : null;
        break;
      }
      if (token?.kind === 'word' || isMark(token, '*')) path.push((token as { text: string }).text);
    }
    const target = path.pop();
    if (target !== undefined) {
      const { flatGroup } = branch;
      items.push({ ...scope, path, target, name: alias ?? target, flatGroup });
    }
  }
  return items;
}

function split(group: Group): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of group.inner) {
    if (isMark(token, ',')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function isName([first, more]: readonly Token[]): boolean {
  return first?.kind === 'word' && !more;
}
