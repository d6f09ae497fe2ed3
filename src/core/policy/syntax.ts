import type { Span } from '../text/span';
import type { Group, Token } from './tokens';

export function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

export function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}

export function isGroup(token: Token | undefined, open?: Group['open']): token is Group {
  return token?.kind === 'group' && (open === undefined || token.open === open);
}

/** Whether brackets hold more than one word: nothing begins in others. */
export function holdsMore({ inner }: Group): boolean {
  return inner.length > 1 || isGroup(inner[0]);
}

/** Blanks, control characters, and marks that turn the direction of text. */
const UNPRINTABLE = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** A stretch of source on one line, fit to be shown: every run of blanks and controls is a space. */
export function oneLineOf(text: string, span: Span): string {
  return text.slice(span.start, span.end).replace(UNPRINTABLE, ' ').trim();
}

/** The text of a bracket's inside. A bracket without an end reaches to where it was given up. */
export function innerSpan(group: Group): Span {
  return { start: group.start + 1, end: group.closed ? group.end - 1 : group.end };
}
