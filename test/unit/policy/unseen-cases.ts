import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../../fixtures/unseen');

/** The names of the filters that were written without sight of our code, in their order. */
export const UNSEEN: readonly string[] = readdirSync(FOLDER)
  .flatMap((file) => /^(.+)\.rs$/.exec(file)?.[1] ?? [])
  .sort();

/** What becomes of a call: of `ioctl` under conditions the requests, as the source writes them. */
export type ExpectedCall = 'any' | 'conditional' | readonly string[];

/** A list as the filter's author means it, with what it takes in of others. */
export interface ExpectedList {
  readonly name: string;
  readonly polarity: 'allow' | 'deny';
  /** The action of the crate, `Errno(EPERM)`; null where a caller or an option decides. */
  readonly mismatch: string | null;
  readonly calls: Readonly<Record<string, ExpectedCall>>;
  /** Lists of the same filter whose calls are in `calls`. */
  readonly includes: readonly string[];
}

/** An edit as its author would make it. */
export interface ExpectedEdit {
  readonly list: string;
  readonly expect: string;
  /** A text that stands once in the source: the edit follows its line, or takes its place. */
  readonly after: string;
  readonly replaces: boolean;
  /** Texts that stand once, and what comes in their place: a new constant, a length. */
  readonly also: readonly (readonly [string, string])[];
  readonly note: string | null;
}

export interface Expectation {
  readonly style: string;
  readonly lists: readonly ExpectedList[];
  readonly insert: (ExpectedEdit & { readonly syscall: string }) | null;
  readonly ioctlInsert: (ExpectedEdit & { readonly request: string }) | null;
  /** Why an edit of this file may be refused, or must be, where `insert` is null. */
  readonly refuse: string | null;
}

export interface UnseenCase {
  readonly text: string;
  readonly expected: Expectation;
}

/** One of them, with what its author says of it. */
export function unseenCase(name: string): UnseenCase {
  const file = (end: string): string => readFileSync(path.join(FOLDER, `${name}.${end}`), 'utf8');
  return { text: file('rs'), expected: JSON.parse(file('expect.json')) as Expectation };
}

/** The source with an expected edit made. */
export function withEdit(text: string, edit: ExpectedEdit): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const written = (lines: string): string => lines.replaceAll('\n', eol);
  const after = written(edit.after);
  const { replaces, also } = edit;
  const at = replaces ? after : after + eol;
  const come = written(edit.expect) + (replaces ? '' : eol);
  let made = swapped(text, at, replaces ? come : at + come);
  for (const [from, to] of also) made = swapped(made, written(from), written(to));
  return made;
}

function swapped(text: string, from: string, to: string): string {
  const [head, tail, ...more] = text.split(from);
  if (head === undefined || tail === undefined || more.length > 0) {
    throw new Error(`not once in the source: ${from}`);
  }
  return head + to + tail;
}
