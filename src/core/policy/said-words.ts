import type { Token } from './tokens';

/** Adds the words of tokens, but for names that functions are declared by. @returns the set */
export function addWords(
  tokens: readonly Token[],
  except: ReadonlySet<readonly Token[]>,
  words: Set<string>,
): Set<string> {
  const queue: (readonly Token[])[] = [tokens];
  for (let some = queue.pop(); some; some = queue.pop()) {
    let isDeclared = false;
    for (const token of some) {
      if (token.kind === 'group') {
        if (!except.has(token.inner)) queue.push(token.inner);
      } else if (token.kind === 'word' && !isDeclared) words.add(token.text);
      else if (token.kind === 'literal') words.add(token.text.slice(1, -1));
      isDeclared = token.kind === 'word' && token.text === 'fn';
    }
  }
  return words;
}

export function hasOne(words: ReadonlySet<string>, telling: ReadonlySet<string>): boolean {
  for (const word of words) if (telling.has(word)) return true;
  return false;
}
