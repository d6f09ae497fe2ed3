import { isGroup, isMark } from '../syntax';
import type { Group, Token } from '../tokens';

/** Calls one behind the other on one value: `Policy::default().allow(a).allow(b)`. */
export interface Chain {
  /** Where it begins. */
  readonly start: number;
  /** The variable that it begins with; null where it begins with a call. */
  readonly root: string | null;
}

/** Tells which method calls are links of one chain. Each is looked at once. */
export class Chains {
  private readonly byGroup = new Map<Group, Chain>();

  /**
   * The chain that the arguments at an index are a link of.
   * @param isLink whether a method is one that a chain is made of here
   * @returns null where nothing but variables and fields stand in front of it and no link behind it
   */
  at(siblings: readonly Token[], index: number, isLink: (name: string) => boolean): Chain | null {
    const group = siblings[index];
    if (!isGroup(group, '(') || !isMark(siblings[index - 2], '.')) return null;
    let at = index - 2;
    let calls = false;
    let chain: Chain | null = null;
    while (at > 0 && isPart(siblings[at - 1])) {
      at -= 1;
      const token = siblings[at];
      if (!isGroup(token)) continue;
      calls = true;
      chain = this.byGroup.get(token) ?? null;
      if (chain) break;
    }
    const next = siblings[index + 2];
    const goesOn = isMark(siblings[index + 1], '.') && next?.kind === 'word' && isLink(next.text);
    if (!calls && !goesOn) return null;
    const first = siblings[at];
    const root = !calls && first?.kind === 'word' ? first.text : null;
    chain ??= { start: first?.start ?? 0, root };
    this.byGroup.set(group, chain);
    return chain;
  }
}

function isPart(token: Token | undefined): boolean {
  if (token?.kind === 'word') return token.text !== 'return' && token.text !== 'in';
  return isGroup(token, '(') || ['.', '::', '?'].some((mark) => isMark(token, mark));
}
