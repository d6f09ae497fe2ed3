import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../lib/paths';

/** A text that a person reads, as the source has it: `{0}` is the first argument of the call. */
export interface Message {
  readonly text: string;
  /** `src/features/traps/rows.ts:42` of its first use. */
  readonly place: string;
  /** How many arguments the call gives. */
  readonly given: number;
}

/**
 * Every text that `l10n.t` is called with under `src`, each once, sorted.
 * @throws Error naming a call whose text is no literal: it could not be translated
 */
export function messagesOfSource(): Message[] {
  const found = new Map<string, Message>();
  const sources = readdirSync(path.join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' });
  for (const name of sources.filter((each) => each.endsWith('.ts')).sort()) {
    const place = path.join('src', name);
    for (const message of messagesOf(place)) {
      if (!found.has(message.text)) found.set(message.text, message);
    }
  }
  return [...found.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}

function messagesOf(file: string): Message[] {
  const text = readFileSync(path.join(projectRoot, file), 'utf8');
  if (!text.includes('l10n.t(')) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const messages: Message[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText(source))) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      const place = `${file}:${line}`;
      const [first, ...rest] = node.arguments;
      for (const literal of first ? literalsOf(first, place) : []) {
        messages.push({ text: literal.text, place, given: rest.length });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return messages;
}

/** `l10n.t(many ? 'a' : 'b')` has two. */
function literalsOf(node: ts.Expression, place: string): ts.StringLiteralLike[] {
  if (ts.isStringLiteralLike(node)) return [node];
  if (ts.isConditionalExpression(node)) {
    return [...literalsOf(node.whenTrue, place), ...literalsOf(node.whenFalse, place)];
  }
  throw new Error(`${place}: the text is no literal.`);
}
