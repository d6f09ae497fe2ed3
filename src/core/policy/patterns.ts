import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';

/** The names that patterns of a body give to something, but for those of a plain `let`. */
export function namesInPatterns(body: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  const queue: (readonly Token[])[] = [body];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (const [at, token] of some.entries()) {
      const next = some[at + 1];
      const ends =
        isMark(next, '=') || isMark(next, '=>') || isWord(next, 'if') || isWord(next, 'in');
      if (isGroup(token)) {
        queue.push(token.inner);
        if (ends) addWords(token.inner, names);
      } else if (token.kind !== 'word') continue;
      else if (isMark(next, '=>') || (isMark(some[at - 1], '|') && !ends)) {
        names.add(token.text);
      }
    }
  }
  return names;
}

function addWords(tokens: readonly Token[], names: Set<string>): void {
  const queue = [tokens];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (const token of some) {
      if (isGroup(token)) queue.push(token.inner);
      else if (token.kind === 'word') names.add(token.text);
    }
  }
}
