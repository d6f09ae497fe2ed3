/**
 * A reader of Rust items, as far as constants, modules, `cfg_if!` and macro calls at module level.
 * It follows `mod x;` into files and keeps only what a target's configuration keeps, as rustc
 * would before it expands anything else.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { holds, type Cfg } from './rust-cfg';
import { closing, splitAtCommas, tokenise } from './rust-tokens';

/** `const NAME: TYPE = VALUE;`, type and value as their tokens joined by spaces. */
export interface ConstItem {
  readonly kind: 'const';
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** `name!(ARGS);` with its arguments split at the top-level commas. */
export interface MacroItem {
  readonly kind: 'macro';
  readonly name: string;
  readonly args: readonly string[];
}

export type Item = ConstItem | MacroItem;

/**
 * All constants and macro calls that a configuration leaves in a file and its modules.
 * @param file a crate's or a module's root file.
 * @throws when a `mod x;` that is configured in has no file.
 */
export function readItems(file: string, cfg: Cfg): Item[] {
  const base = path.basename(file, '.rs');
  const folder = path.dirname(file);
  const isRoot = base === 'mod' || base === 'lib' || base === 'main';
  const items: Item[] = [];
  walk(
    tokenise(readFileSync(file, 'utf8')),
    { folder: isRoot ? folder : path.join(folder, base), cfg },
    items,
  );
  return items;
}

interface Scope {
  /** Where `mod x;` looks for its file. */
  readonly folder: string;
  readonly cfg: Cfg;
}

function walk(tokens: readonly string[], scope: Scope, items: Item[]): void {
  let at = 0;
  while (at < tokens.length) {
    let kept = true;
    while (tokens[at] === '#') {
      const open = tokens[at + 1] === '!' ? at + 2 : at + 1;
      const close = closing(tokens, open);
      if (tokens[open + 1] === 'cfg') {
        kept &&= holds(tokens.slice(open + 3, close - 1), scope.cfg);
      }
      at = close + 1;
    }
    at = item(tokens, at, kept, scope, items);
  }
}

/** Reads one item from `at` on; gives where the next begins. */
function item(
  tokens: readonly string[],
  start: number,
  kept: boolean,
  scope: Scope,
  items: Item[],
): number {
  let at = start;
  if (tokens[at] === 'pub') {
    at++;
    if (tokens[at] === '(') at = closing(tokens, at) + 1;
  }
  const word = tokens[at];
  if (word === 'cfg_if' && tokens[at + 1] === '!') {
    const close = closing(tokens, at + 2);
    if (kept) walk(chosenBranch(tokens.slice(at + 3, close), scope.cfg), scope, items);
    return close + 1;
  }
  if (word === 'mod') {
    const name = tokens[at + 1] ?? '';
    const inner = { ...scope, folder: path.join(scope.folder, name) };
    if (tokens[at + 2] === '{') {
      const close = closing(tokens, at + 2);
      if (kept) walk(tokens.slice(at + 3, close), inner, items);
      return close + 1;
    }
    if (kept) items.push(...readItems(moduleFile(scope.folder, name), scope.cfg));
    return at + 3;
  }
  if (word === 'const' && tokens[at + 2] === ':') {
    const end = endOf(tokens, at, false);
    const equals = tokens.indexOf('=', at);
    if (kept && equals > 0 && equals < end) {
      items.push({
        kind: 'const',
        name: tokens[at + 1] ?? '',
        type: tokens.slice(at + 3, equals).join(' '),
        value: tokens.slice(equals + 1, end).join(' '),
      });
    }
    return end + 1;
  }
  if (tokens[at + 1] === '!' && tokens[at + 2] !== undefined && word !== 'macro_rules') {
    const close = closing(tokens, at + 2);
    if (kept) {
      const args = splitAtCommas(tokens.slice(at + 3, close)).map((arg) => arg.join(' '));
      items.push({ kind: 'macro', name: word ?? '', args });
    }
    return tokens[close + 1] === ';' ? close + 2 : close + 1;
  }
  return endOf(tokens, at, word !== 'use' && word !== 'static' && word !== 'type') + 1;
}

function moduleFile(folder: string, name: string): string {
  for (const file of [path.join(folder, `${name}.rs`), path.join(folder, name, 'mod.rs')]) {
    if (existsSync(file)) return file;
  }
  throw new Error(`no file for mod ${name} in ${folder}`);
}

/** The tokens of the branch of a `cfg_if!` body that the configuration takes; none when it takes no branch. */
function chosenBranch(body: readonly string[], cfg: Cfg): readonly string[] {
  let at = 0;
  while (at < body.length) {
    if (body[at] === 'else') at++;
    let taken = true;
    if (body[at] === 'if') {
      const close = closing(body, at + 2);
      taken = holds(body.slice(at + 5, close - 1), cfg);
      at = close + 1;
    }
    const close = closing(body, at);
    if (taken) return body.slice(at + 1, close);
    at = close + 1;
  }
  return [];
}

/** The index of the token that ends the item begun at `at`: its `;`, or its `}` where it may have a body. */
function endOf(tokens: readonly string[], at: number, mayHaveBody: boolean): number {
  for (let i = at; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === ';') return i;
    if (token === '{' || token === '(' || token === '[') {
      i = closing(tokens, i);
      if (token === '{' && mayHaveBody) return i;
    }
  }
  return tokens.length - 1;
}
